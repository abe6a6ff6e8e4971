# Two images from one file:
#   docker build --target site --build-arg SNAPSHOT=snapshot.json -t portfolio .      the site, built from a snapshot
#   docker build --target builder -t portfolio-builder .                              what builds it in the cluster
# Without SNAPSHOT the site shows the built-in example. 'make pin-images' looks the digests up again.
ARG PYTHON_IMAGE=docker.io/library/python:3.13-slim@sha256:8d9d0b8bcf6506481eae4907c18f5e3e7902e629f5f6d684f9e7c32e85e3ddf0
ARG NGINX_IMAGE=docker.io/nginxinc/nginx-unprivileged:1.29-alpine@sha256:0c79d56aee561a1d81c63f00eee5fb5fe29279560cdc55e91425133104c7fbe6

# hadolint ignore=DL3006
FROM ${PYTHON_IMAGE} AS install
ENV PATH=/opt/kubefolio/bin:$PATH PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
RUN python3 -m venv /opt/kubefolio && python3 -m venv /opt/sbom
COPY pyproject.toml README.md LICENSE ./
COPY requirements/site.txt requirements/
COPY plugins plugins
COPY examples/homelab/snapshot.json examples/homelab/history.jsonl examples/homelab/
RUN /opt/kubefolio/bin/pip install --require-hashes -r requirements/site.txt \
  && /opt/kubefolio/bin/pip install --no-deps . \
  && /opt/sbom/bin/pip install "cyclonedx-bom>=7,<8" \
  && /opt/sbom/bin/cyclonedx-py environment /opt/kubefolio --output-reproducible --of JSON -o /opt/kubefolio/sbom.cdx.json

# hadolint ignore=DL3006
FROM ${PYTHON_IMAGE} AS builder
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG SOURCE=https://github.com/example/portfolio
LABEL org.opencontainers.image.title="kubefolio builder" \
  org.opencontainers.image.description="Reads a cluster and publishes its site into a folder" \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.source="${SOURCE}"
ENV PATH=/opt/kubefolio/bin:$PATH PYTHONDONTWRITEBYTECODE=1 HOME=/tmp XDG_CACHE_HOME=/tmp/cache
# What reads a GitOps repository, and pushes a snapshot. Debian drops a version as soon as there is a newer one.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates git openssh-client \
  && rm -rf /var/lib/apt/lists/*
COPY --from=install /opt/kubefolio /opt/kubefolio
USER 10101:10101
WORKDIR /tmp
EXPOSE 9180
ENTRYPOINT ["kubefolio"]
CMD ["publish", "--help"]

FROM install AS build
COPY . .
ARG SNAPSHOT=""
ARG EDITION=public
ARG SITE_URL=http://127.0.0.1:8080/
ENV KUBEFOLIO_SNAPSHOT=${SNAPSHOT} KUBEFOLIO_EDITION=${EDITION} SITE_URL=${SITE_URL}
# Strict, with the gate: what must not be published ends the build here.
RUN kubefolio publish --once --into /srv/kubefolio && rm /srv/kubefolio/lock

# hadolint ignore=DL3006
FROM ${NGINX_IMAGE} AS site
ARG VERSION=0.1.0
ARG REVISION=unknown
ARG SOURCE=https://github.com/example/portfolio
LABEL org.opencontainers.image.title="kubefolio site" \
  org.opencontainers.image.description="A site about a Kubernetes cluster, built from facts" \
  org.opencontainers.image.licenses="Apache-2.0" \
  org.opencontainers.image.version="${VERSION}" \
  org.opencontainers.image.revision="${REVISION}" \
  org.opencontainers.image.source="${SOURCE}"
COPY nginx.conf /etc/nginx/nginx.conf
COPY --from=install /opt/kubefolio/sbom.cdx.json /usr/share/doc/kubefolio/
COPY --from=build /srv/kubefolio /srv/kubefolio
USER 10101:10101
EXPOSE 8080 8081
STOPSIGNAL SIGQUIT
ENTRYPOINT ["nginx", "-e", "stderr", "-g", "daemon off;"]
