# The site as an image: built strictly from a snapshot, served by nginx without root.
#   docker build --build-arg SNAPSHOT=snapshot.json -t portfolio .
# Without SNAPSHOT it shows the built-in example.
FROM docker.io/library/python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY plugins plugins
COPY examples/homelab/snapshot.json examples/homelab/
RUN pip install --no-cache-dir .
COPY . .
ARG SNAPSHOT=""
ENV KUBEFOLIO_SNAPSHOT=${SNAPSHOT} NO_MKDOCS_2_WARNING=1 DISABLE_MKDOCS_2_WARNING=true
RUN mkdocs build --strict --site-dir /site

FROM docker.io/nginxinc/nginx-unprivileged:1.28-alpine
COPY nginx.conf /etc/nginx/nginx.conf
COPY --from=build /site /usr/share/nginx/html
USER 101
EXPOSE 8080
