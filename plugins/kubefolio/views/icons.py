"""Icons of products: a look-up by name that always finds something; letters stand where no icon is bundled."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

from kubefolio.views.encode import encode, fill

FOLDER = "assets/icons/"
"""Address of the icons within the tree; the files are those of the package's `assets/icons/`."""

_OWN = (
    *("adguard", "ansible", "anthropic", "argo", "audiobookshelf", "authentik", "backstage", "bitwarden", "ceph"),
    *("cilium", "clickhouse", "cloudflare", "consul", "containerd", "debian", "docker", "elasticsearch"),
    *("envoyproxy", "esphome", "etcd", "falco", "fedora", "fluentbit", "fluentd", "flux", "forgejo", "freshrss"),
    *("ghost", "git", "gitea", "github", "gitlab", "grafana", "harbor", "helm", "homeassistant", "huggingface"),
    *("immich", "influxdb", "istio", "jaeger", "jellyfin", "jenkins", "jupyter", "k3s", "keycloak", "knative"),
    *("kong", "kubernetes", "linkerd", "linux", "mariadb", "materialformkdocs", "matrix", "minio", "mongodb", "mqtt"),
    *("mysql", "n8n", "netdata", "nextcloud", "nginx", "nodered", "ntfy", "ollama", "opensearch", "opentelemetry"),
    *("paperlessngx", "pihole", "plex", "postgresql", "prometheus", "python", "qbittorrent", "rabbitmq", "radarr"),
    *("rancher", "redis", "renovate", "rss", "sonarr", "sqlite", "syncthing", "tailscale", "talos", "tekton"),
    *("terraform", "traefikproxy", "trivy", "ubuntu", "uptimekuma", "vault", "vaultwarden", "victoriametrics"),
    *("wireguard", "wordpress", "zigbee2mqtt"),
    *("bluesky", "codeberg", "mail", "mastodon", "stackoverflow"),
)

_FAMILY = {
    "adguardhome": "adguard",
    "alertmanager": "prometheus",
    "alloy": "grafana",
    "apiserver": "kubernetes",
    "argocd": "argo",
    "argoproj": "argo",
    "blackboxexporter": "prometheus",
    "cloudflared": "cloudflare",
    "cloudnativepg": "postgresql",
    "cnpg": "postgresql",
    "email": "mail",
    "envoy": "envoyproxy",
    "envoygateway": "envoyproxy",
    "fluxcd": "flux",
    "gatewayapi": "kubernetes",
    "hubble": "cilium",
    "ingressnginx": "nginx",
    "kubeprometheusstack": "prometheus",
    "kubeproxy": "kubernetes",
    "kustomize": "kubernetes",
    "loki": "grafana",
    "material": "materialformkdocs",
    "metricsserver": "kubernetes",
    "mimir": "grafana",
    "mkdocs": "materialformkdocs",
    "paperless": "paperlessngx",
    "postgres": "postgresql",
    "promtail": "grafana",
    "pyroscope": "grafana",
    "rke2": "rancher",
    "rook": "ceph",
    "rookceph": "ceph",
    "tempo": "grafana",
    "traefik": "traefikproxy",
    "trivyoperator": "trivy",
    "valkey": "redis",
    "victorialogs": "victoriametrics",
    "vmsingle": "victoriametrics",
    "ztunnel": "istio",
}
"""Products without an icon of their own that belong to a project, or stand on one, that has one."""

_TABLE: dict[str, str] = {slug: slug for slug in _OWN} | _FAMILY

SLUGS = tuple(sorted(set(_TABLE.values())))
"""Every icon that the look-up can give; each is a file of the package, which a test holds."""


@lru_cache(maxsize=4096)
def icon_for(name: str) -> Markup:
    """Return the icon of a product or an application, or a box with its letters: decoration, hidden from readers.

    Args:
        name: As anyone writes it: `Argo CD`, `argo-cd`, `cert-manager`, `istio-base`. May be untrusted.
    """
    slug = find_slug(name)
    if slug:
        return fill('<span class="kf-icon kf-icon--{}" aria-hidden="true"></span>', slug)
    return fill(
        '<span class="kf-icon kf-icon--letters" aria-hidden="true" data-search-exclude>{}</span>',
        encode(_letters(name)),
    )


def find_slug(name: str) -> str:
    """Return the icon whose product the name begins with, whole words only, the longest first; else an empty text."""
    words: list[str] = re.findall(r"[a-z0-9]+", name.lower())
    joined = ("".join(words[:count]) for count in range(len(words), 0, -1))
    return next((_TABLE[one] for one in joined if one in _TABLE), "")


def _letters(name: str) -> str:
    """Return two letters that stand for a name: its words' first, or the first two of its only word."""
    words: list[str] = re.findall(r"[^\W_]+", name)
    if not words:
        return "?"
    return (words[0][0] + words[1][0]).upper() if len(words) > 1 else words[0][:2].capitalize()


@lru_cache(maxsize=256)
def draw_symbol(slug: str) -> Markup:
    """Return an icon as a symbol that shapes of a drawing may use by the id `kf-i-<slug>`."""
    drawing = (Path(__file__).parents[1] / FOLDER / f"{slug}.svg").read_text(encoding="utf-8")
    paths = "".join(re.findall(r"<path [^>]*>", drawing))
    return fill('<symbol id="kf-i-{}" viewBox="0 0 24 24">{}</symbol>', slug, Markup(paths))  # noqa: S704  # ours


def icon_rules() -> str:
    """Return the part of the stylesheet that gives each icon its shape."""
    return "\n".join(f'.kf-icon--{slug} {{ --kf-icon: url("icons/{slug}.svg"); }}' for slug in SLUGS)
