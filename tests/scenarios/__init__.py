"""Small worlds as FactSets. Each bug first becomes one of these."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from kubefolio.claims import parse_ledger
from kubefolio.facts.base import Missing, Reading
from kubefolio.facts.cluster import ServerVersion
from kubefolio.facts.factset import FactSet, readings
from kubefolio.views.notice import Site
from tests.scenarios.healthy import build_healthy
from tests.scenarios.hostile import build_hostile, build_hostile_reasons
from tests.scenarios.moments import BUILD
from tests.scenarios.objects import U, application, found, managed, missing, workload

SITE = Site(now=BUILD)
"""The public site, built five minutes after the facts were collected."""

LEDGER = parse_ledger((Path(__file__).parent / "claims.yml").read_text("utf-8"), "claims.yml")
"""Claims about the healthy world, with each kind of expectation and verdict."""

FORBIDDEN = ("pods", "daemon_sets", "ingresses", "argocd_applications", "volume_claims", "custom_resource_definitions")
"""What the partly forbidden world may not list."""


def build_empty() -> FactSet:
    """Return facts of a look that found nothing; an API server that answers always has a version."""
    changes = {name: Reading((), reading.origin) for name, reading in readings(build_healthy())}
    changes["version"] = found(ServerVersion(U("v1.34.6"), U("linux/amd64")), locator="/version")
    return msgspec.structs.replace(FactSet(), **changes)


def build_forbidden() -> FactSet:
    """Return the healthy world without what may not be listed."""
    changes = {name: missing(f"the service account may not list {name}", "forbidden") for name in FORBIDDEN}
    return msgspec.structs.replace(build_healthy(), **changes)


def build_missing() -> FactSet:
    """Return facts of three sources that were asked, and none of which answered."""
    changes = {
        name: missing("the source did not answer", source=reading.origin.source)
        for name, reading in readings(build_healthy())
    }
    return msgspec.structs.replace(FactSet(), **changes)


def build_huge(count: int = 300) -> FactSet:
    """Return the healthy world with this many applications and workloads."""
    names = [f"app-{i:04}" for i in range(count)]
    return msgspec.structs.replace(
        build_healthy(),
        argocd_applications=found(*(application(name, [managed("Deployment", name, name)]) for name in names)),
        deployments=found(*(workload("Deployment", name, name, "nginx:1.29") for name in names)),
    )


BUILDERS = {
    "healthy": build_healthy,
    "empty": build_empty,
    "forbidden": build_forbidden,
    "missing": build_missing,
    "hostile": build_hostile,
    "hostile-reasons": build_hostile_reasons,
    "huge": build_huge,
}


@cache
def scenario(name: str) -> FactSet:
    """Return the facts of a scenario, built once."""
    return BUILDERS[name]()


def without(facts: FactSet, *fields: str, cause: str = "forbidden") -> FactSet:
    """Return the facts with these fields missing."""
    origins = {name: getattr(facts, name).origin for name in fields}
    reason = Missing("the test took it away", cause)  # type: ignore[arg-type]  # one of the causes
    return msgspec.structs.replace(facts, **{name: Reading(reason, origin) for name, origin in origins.items()})
