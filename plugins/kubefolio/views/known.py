"""What well-known applications are, in a sentence of ours. To teach it one more, add one row."""

from __future__ import annotations

import re
from functools import lru_cache

_TABLE = {
    "adguard home": "Blocks advertisements and trackers for a whole network, by DNS",
    "alertmanager": "Groups alerts and sends them to people",
    "alloy": "Collects logs, metrics and traces and passes them on",
    "argo cd": "Keeps the cluster as Git declares it",
    "argo events": "Starts work when something happens",
    "argo rollouts": "Rolls new versions out step by step",
    "argo workflows": "Runs jobs that depend on each other",
    "audiobookshelf": "Serves audiobooks and podcasts",
    "authelia": "Asks for a second factor before a request gets in",
    "authentik": "Signs people in, once for all applications",
    "blackbox exporter": "Probes addresses from outside and tells whether they answer",
    "calibre web": "Serves a library of e-books",
    "calico": "Connects pods and enforces network policies",
    "cert manager": "Issues and renews certificates",
    "cilium": "Connects pods, enforces network policies and shows flows, with eBPF",
    "cloudflared": "Lets traffic in through a tunnel, without an open port",
    "cloudnative pg": "Runs PostgreSQL with replicas, failover and backups",
    "coredns": "Answers the cluster's own names",
    "crowdsec": "Spots attackers in logs and blocks them",
    "descheduler": "Moves pods when nodes have become uneven",
    "emqx": "Passes messages between devices, by MQTT",
    "envoy gateway": "Lets traffic in, as routes of the Gateway API say",
    "esphome": "Builds and updates the firmware of small devices",
    "external dns": "Publishes the names of routes in DNS",
    "external secrets": "Brings secrets in from a vault outside",
    "falco": "Watches system calls and reports what should not happen",
    "flux": "Keeps the cluster as Git declares it",
    "forgejo": "Hosts Git repositories, issues and packages",
    "freshrss": "Reads news feeds",
    "frigate": "Records cameras and recognises what they see",
    "gateway api": "The kinds that gateways and routes are declared with",
    "ghost": "Publishes articles and newsletters",
    "gitea": "Hosts Git repositories and issues",
    "gitlab": "Hosts Git repositories, issues and pipelines",
    "grafana": "Shows metrics, logs and traces on dashboards",
    "harbor": "Stores and scans container images",
    "home assistant": "Runs a home: lights, heating, sensors",
    "homepage": "A start page with links to everything else",
    "immich": "Keeps photos and videos, and finds what is on them",
    "ingress nginx": "Lets traffic in, as Ingress objects say",
    "istio": "Encrypts and steers traffic between workloads",
    "jaeger": "Shows the way of a request through services",
    "jellyfin": "Streams films, series and music",
    "karpenter": "Adds nodes when pods need them",
    "keda": "Scales workloads by events",
    "keycloak": "Signs people in, once for all applications",
    "kube prometheus stack": "Prometheus, Alertmanager and Grafana with the usual rules",
    "kube state metrics": "Tells Prometheus the state of the cluster's objects",
    "kubernetes dashboard": "Shows the cluster in a browser",
    "kured": "Restarts nodes one by one when they need it",
    "kyverno": "Checks and changes objects by policies",
    "linkerd": "Encrypts and measures traffic between workloads",
    "local path provisioner": "Makes volumes of folders on the nodes",
    "loki": "Stores logs and finds lines in them",
    "longhorn": "Stores volumes as replicas on the nodes",
    "mariadb": "A relational database",
    "mealie": "Keeps recipes and plans meals",
    "metallb": "Gives LoadBalancer Services an address",
    "metrics server": "Tells the CPU and memory that pods use now",
    "mimir": "Stores metrics for a long time",
    "minio": "Stores objects, as S3 does",
    "miniflux": "Reads news feeds",
    "mongodb": "A document database",
    "mosquitto": "Passes messages between devices, by MQTT",
    "n8n": "Joins services in automated workflows",
    "nextcloud": "Keeps files, calendars and contacts",
    "node exporter": "Tells Prometheus about the machines",
    "node feature discovery": "Labels nodes by the hardware that they have",
    "node problem detector": "Reports what is wrong with machines",
    "node red": "Joins devices and services in flows",
    "ntfy": "Sends notifications to phones",
    "ollama": "Runs language models on own hardware",
    "open webui": "Chats with language models in a browser",
    "opentelemetry": "Collects traces, metrics and logs in one format",
    "paperless ngx": "Keeps scanned documents and finds text in them",
    "pihole": "Blocks advertisements and trackers for a whole network, by DNS",
    "plex": "Streams films, series and music",
    "podinfo": "A small web application to try deployments with",
    "portainer": "Manages containers in a browser",
    "postgresql": "A relational database",
    "prometheus": "Collects metrics and evaluates alerts",
    "promtail": "Sends the logs of pods to Loki",
    "prowlarr": "Manages the indexers of download tools",
    "qbittorrent": "Downloads torrents",
    "qdrant": "Stores vectors and finds the nearest",
    "rabbitmq": "Queues messages between services",
    "radarr": "Keeps a collection of films up to date",
    "redis": "Keeps data in memory: caches, queues",
    "reloader": "Restarts workloads when their configuration changes",
    "renovate": "Proposes updates of dependencies in Git",
    "rook": "Runs Ceph: volumes, files and objects",
    "rook ceph": "Runs Ceph: volumes, files and objects",
    "sealed secrets": "Decrypts secrets that are stored encrypted in Git",
    "snapshot controller": "Takes snapshots of volumes",
    "sonarr": "Keeps a collection of series up to date",
    "spegel": "Lets nodes pull images from each other",
    "syncthing": "Keeps folders the same on several devices",
    "tailscale": "Joins devices in a private network",
    "tempo": "Stores traces and finds them",
    "thanos": "Stores metrics for a long time",
    "traefik": "Lets traffic in, as routes say",
    "trivy operator": "Scans what runs for known vulnerabilities",
    "trust manager": "Hands certificates of authorities to namespaces",
    "uptime kuma": "Watches addresses and tells when one is down",
    "valkey": "Keeps data in memory: caches, queues",
    "vault": "Keeps secrets and hands them out",
    "vaultwarden": "Keeps passwords, for the clients of Bitwarden",
    "velero": "Backs up and restores the cluster's objects and volumes",
    "victoria metrics": "Stores metrics and evaluates alerts",
    "victoriametrics": "Stores metrics and evaluates alerts",
    "volsync": "Copies volumes to another place",
    "wordpress": "Publishes a website",
    "zigbee2mqtt": "Joins Zigbee devices to a home",
}
_JOINED = {re.sub(r"[^a-z0-9]", "", name): text for name, text in _TABLE.items()}


def purposes() -> tuple[str, ...]:
    """Return every sentence of the table, each once."""
    return tuple(dict.fromkeys(_TABLE.values()))


@lru_cache(maxsize=4096)
def describe(*names: str) -> str:
    """Return what an application is, by the first of these names that the table knows; an empty text for none.

    Args:
        names: Of the application, its charts, its images; a name counts by its first words, the longest first.
    """
    return next(filter(None, map(_find, names)), "")


def _find(name: str) -> str:
    words: list[str] = re.findall(r"[a-z0-9]+", name.lower())
    joined = ("".join(words[:count]) for count in range(len(words), 0, -1))
    return next((_JOINED[one] for one in joined if one in _JOINED), "")
