"""Hosts that everybody uses: their names say nothing about the owner."""

from __future__ import annotations

REGISTRIES = frozenset(
    {
        *("docker.io", "index.docker.io", "registry-1.docker.io", "registry.hub.docker.com"),
        *("ghcr.io", "quay.io", "registry.k8s.io", "k8s.gcr.io", "gcr.io", "mcr.microsoft.com", "public.ecr.aws"),
        *("lscr.io", "cgr.dev", "nvcr.io", "xpkg.upbound.io", "xpkg.crossplane.io", "docker.elastic.co"),
        *("registry.gitlab.com", "codeberg.org", "code.forgejo.org", "data.forgejo.org", "docker.gitea.com"),
        *("registry.redhat.io", "registry.access.redhat.com", "registry.opensource.zalan.do", "registry.suse.com"),
        *("factory.talos.dev", "docker.n8n.io", "docker.getoutline.com", "container-registry.oracle.com"),
        *("rancher.io", "registry.rancher.com", "reg.kyverno.io", "oci.external-secrets.io", "docker.l5d.io"),
    }
)
"""Image and OCI registries."""

GIT_HOSTS = frozenset(
    {
        *("github.com", "ssh.github.com", "gist.github.com", "raw.githubusercontent.com", "gitlab.com", "codeberg.org"),
        *("bitbucket.org", "git.sr.ht", "gitea.com", "salsa.debian.org", "gitlab.freedesktop.org", "gitlab.gnome.org"),
    }
)
"""Git servers."""

CHARTS = frozenset(
    {
        *("github.io", "gitlab.io", "storage.googleapis.com", "charts.jetstack.io", "charts.longhorn.io"),
        *("charts.goauthentik.io", "charts.bitnami.com", "charts.rancher.io", "releases.rancher.com", "helm.cilium.io"),
        *("helm.otwld.com", "helm.releases.hashicorp.com", "helm.elastic.co", "helm.traefik.io", "traefik.github.io"),
        *("charts.external-secrets.io", "charts.fairwinds.com", "charts.crossplane.io", "charts.min.io"),
        *("charts.konghq.com", "helm.nginx.com", "charts.bitnami.com", "dl.gitea.com", "helm.influxdata.com"),
        *("helm.ngc.nvidia.com", "nvidia.github.io", "charts.truecharts.org", "charts.gitlab.io", "charts.kubito.dev"),
        *("charts.linkerd.io", "helm.linkerd.io", "charts.loft.sh", "charts.dexidp.io", "charts.appscode.com"),
        *("charts.mittwald.de", "charts.robusta.dev", "helm.mattermost.com", "helm.zabbix.com", "helm.camunda.io"),
        *("kubernetes-charts.banzaicloud.com", "k8s-at-home.com", "charts.portainer.io", "helm.signoz.io"),
        *("helm.runix.net", "aws.github.io", "charts.deliveryhero.io", "docs.renovatebot.com", "charts.k8sgpt.ai"),
    }
)
"""Helm repositories; a domain such as github.io stands for everything below it."""

CLUSTER = frozenset({"cluster.local", "kubernetes.default.svc", "localhost"})
"""Names that mean the same in every cluster."""

PUBLIC_HOSTS = REGISTRIES | GIT_HOSTS | CHARTS | CLUSTER
