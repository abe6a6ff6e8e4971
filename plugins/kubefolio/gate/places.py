"""Private addresses, hosts and mailboxes: what is private by its form, with nothing known of the owner."""

from __future__ import annotations

import ipaddress
import re

OPEN_NETWORKS = frozenset(
    {
        *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "169.254.169.254"),
        *("fc00::/7", "fd00::/8", "fe80::/10", "fe80::"),
    }
)
"""Blocks as the standards name them, and the address at which every cloud answers: they say nothing of the owner."""
PRIVATE = tuple(
    ipaddress.ip_network(net)
    for net in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "169.254.0.0/16",
        "fc00::/7",
        "fe80::/10",
    )
)
"""Loopback is not among them: it is everybody's own."""
OPEN_HOSTS = frozenset(
    {
        *("cluster.local", "svc.cluster.local", "kubernetes.default.svc.cluster.local", "host.docker.internal"),
        *("metadata.google.internal", "gateway.docker.internal", "host.containers.internal", "localhost.localdomain"),
    }
)
"""Hosts that mean the same everywhere."""
OPEN_MAIL = re.compile(
    r"(?:^git|^noreply@github\.com|users\.noreply\.github\.com)@?|@(?:.+\.)?(?:example(?:\.\w+)?|invalid|test)$"
)
"""Sign-in names of Git servers and mailboxes of the names that are reserved for examples."""
FILES = frozenset(
    [
        "png",
        "jpg",
        "jpeg",
        "gif",
        "svg",
        "webp",
        "avif",
        "ico",
        "js",
        "mjs",
        "css",
        "map",
        "json",
        "yaml",
        "yml",
        "toml",
        "md",
        "html",
        "htm",
        "txt",
        "xml",
        "pdf",
        "sh",
        "py",
        "go",
        "rs",
        "ts",
        "tsx",
        "service",
        "socket",
        "target",
        "timer",
        "mount",
        "device",
        "path",
        "slice",
        "scope",
        "min",
        "gz",
        "br",
        "tar",
        "zip",
    ]
)
"""What follows the last dot of a file or a unit of systemd: `logo@2x.png` is no mailbox."""

PRIVATE_DOMAINS = (
    *("local", "internal", "lan", "intranet", "localdomain", "corp", "home.arpa", "private", "home", "homelab"),
    *("fritz.box", "ts.net"),
)
"""Domains that no public name server answers for, or that lead into a private network."""

IPV4 = re.compile(rb"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?:/\d{1,2}(?!\d))?(?!\w|\.\d)")
DASHED = re.compile(rb"(?<![A-Za-z0-9-])ip-(?:\d{1,3}-){3}\d{1,3}(?![\w-])")
IPV6 = re.compile(rb"(?<![\w:.])f[cdeCDE][0-9a-fA-F]{2}(?::[0-9a-fA-F]{0,4}){1,7}(?:/\d{1,3}(?!\d))?(?![\w:])")
MAC = re.compile(rb"(?<![\w:-])(?:[0-9a-fA-F]{2}([:-]))(?:[0-9a-fA-F]{2}\1){4}[0-9a-fA-F]{2}(?![\w:-])")
MAIL = re.compile(rb"(?<![\w.+@/-])[\w.+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}(?![A-Za-z0-9]|\.\w)")
HOST = re.compile(
    rb"(?<![\w.$\\@-])(?<![^/]/)(?:[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})\.)+(?:"
    + "|".join(re.escape(name) for name in PRIVATE_DOMAINS).encode()
    + rb")(?![\w-]|\.\w|\()",
    re.IGNORECASE,
)


def is_private_address(text: str) -> bool:
    """Tell whether a text is an address or a block of a private network that says something of the owner."""
    bare = text.removeprefix("ip-").replace("-", ".") if text.startswith("ip-") else text
    if bare in OPEN_NETWORKS:
        return False
    try:
        address = ipaddress.ip_interface(bare).ip
    except ValueError:
        return False
    return any(address.version == net.version and address in net for net in PRIVATE)


def is_telling_mac(text: str) -> bool:
    """Tell whether a hardware address belongs to a machine."""
    return len(set(text.lower().replace("-", ":").split(":"))) > 1


def is_mailbox(text: str) -> bool:
    """Tell whether a text is somebody's mailbox, not a file, a sign-in name or an example."""
    labels = text.lower().rpartition("@")[2].split(".")
    while labels and labels[-1] in FILES:
        labels.pop()
    return len(labels) > 1 and not OPEN_MAIL.search(text)


def is_private_host(text: str) -> bool:
    """Tell whether a host is not one that everybody has."""
    return text.lower() not in OPEN_HOSTS
