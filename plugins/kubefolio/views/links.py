"""Where pages are, and how one page points to another."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from functools import lru_cache

from kubefolio.facts.delivery import Application

_SAFE = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_OURS = re.compile(r".*-[0-9a-f]{8}")
"""The form that `_unique` gives: a name that has it already could be another application's address."""

ARCHITECTURE = "architecture/"
APPLICATIONS = "applications/"
DELIVERY = "delivery/"
METRICS = "metrics/"
EVIDENCE = "evidence/"
NODES = "nodes/"
SECURITY = "security/"
STORAGE = "storage/"
SCORECARD = "scorecard/"
BREAK_GLASS = "break-glass/"
MEASURES = "measures/"
DATA = "data/"
CLUSTERS = "clusters/"
"""Where several clusters are: an overview, and below it a folder for each with all its pages."""


def is_listed_elsewhere(path: str) -> bool:
    """Tell whether a page is one of many that another page lists, or in one edition only: it is in no navigation."""
    many = any(path.startswith(folder) and path != f"{folder}index.md" for folder in (APPLICATIONS, SCORECARD))
    return many or path.startswith(BREAK_GLASS) or (path.startswith(CLUSTERS) and path != f"{CLUSTERS}index.md")


@lru_cache(maxsize=16384)
def rule_page(rule: str) -> str:
    """Return the address of the page of a rule of the standard, by its id."""
    return f"{SCORECARD}{rule}/"


@lru_cache(maxsize=16384)
def relative(source: str, target: str) -> str:
    """Return the link from one page's address to another's; both are like `applications/grafana/`."""
    path, _, anchor = target.partition("#")
    here, there = ([one for one in address.split("/") if one] for address in (source, path))
    shared = 0
    while shared < min(len(here), len(there)) and here[shared] == there[shared]:
        shared += 1
    steps = [".."] * (len(here) - shared) + there[shared:]
    link = "/".join(steps or ["."]) + "/"
    return link + (f"#{anchor}" if anchor else "")


def application_pages(applications: tuple[Application, ...]) -> dict[Application, str]:
    """Return the address of each application's page: its name; its kind and namespace too where names clash."""
    names = Counter(one.name for one in applications)
    pages = {}
    for one in applications:
        clear = names[one.name] == 1 and _SAFE.fullmatch(one.name) and not _OURS.fullmatch(one.name)
        pages[one] = f"{APPLICATIONS}{one.name if clear else _unique(one)}/"
    return pages


def _unique(application: Application) -> str:
    """Return a name for a folder that is safe whatever the object is called, and differs from any other's."""
    identity = f"{application.kind}/{application.namespace}/{application.name}"
    words = re.sub(r"[^a-z0-9]+", "-", identity.lower()).strip("-")[:48].strip("-")
    return f"{words}-{hashlib.sha256(identity.encode()).hexdigest()[:8]}"
