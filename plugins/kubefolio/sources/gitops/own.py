"""Which addresses mean the repository that is being read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from kubefolio.sources.gitops.tree import Tree, join

SCP = re.compile(r"^(?:[\w.-]+@)?([\w.-]+):(?!/)(.+)$")


def normal(url: str) -> str:
    """Return an address in one spelling: host and path, whatever the protocol, user, port or `.git`."""
    bare = url.strip().split("?")[0].rstrip("/").removesuffix(".git").rstrip("/")
    if "://" in bare:
        bare = bare.split("://", 1)[1].rsplit("@", 1)[-1]
        host, _, path = bare.partition("/")
        return f"{host.split(':')[0].lower()}/{path.lower()}"
    found = SCP.match(bare)
    return f"{found[1]}/{found[2]}".lower() if found else bare.lower()


def repository_name(normalised: str) -> str:
    """Return the last part of an address."""
    return normalised.rstrip("/").rpartition("/")[2]


class OwnRepository:
    """Tells the repository's own addresses from others.

    Where its address is not known (a plain folder), it is the one whose paths lie in the tree most often. A mirror or
    fork, the same repository name elsewhere with a path that lies in the tree, counts as the repository itself.
    """

    def __init__(self, tree: Tree, urls: Iterable[str], named: Iterable[tuple[str, str]]) -> None:
        """Take the known addresses, and the (address, path) pairs that the manifests name."""
        self.tree = tree
        pairs = [(normal(url), path) for url, path in named if url and "{{" not in url]
        self.own = {normal(url) for url in urls}
        if not self.own & {url for url, _ in pairs}:
            votes = Counter(url for url, path in pairs if self.exists(path))
            best = max(votes.values(), default=0)
            self.own |= {url for url, count in votes.items() if count == best}
        self.names = {repository_name(url) for url in self.own}

    def exists(self, path: str) -> bool:
        """Tell whether a path, up to its first wildcard or placeholder, lies in the tree."""
        fixed = re.split(r"[*?\[{]", path, maxsplit=1)[0]
        fixed = fixed if fixed == path else fixed.rpartition("/")[0]
        target = join("", fixed)
        return bool(target) and target is not None and (self.tree.is_folder(target) or self.tree.is_file(target))

    def is_own(self, url: str, path: str = "") -> bool:
        """Tell whether an address means this repository; where none is known, whether its path lies in the tree."""
        address = normal(url)
        if not self.own:
            return self.exists(path)
        if address in self.own:
            return True
        return repository_name(address) in self.names and (self.exists(path) or not path)
