"""Certificates, and what becomes a Secret."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.facts.security import Certificate
from kubefolio.language import tr, tr_known, trn
from kubefolio.pages.base import World
from kubefolio.views.posture import Verdict

SOON = timedelta(days=14)
"""A certificate that ends sooner is pointed out."""


@dataclass(frozen=True)
class CertificateRow:
    """A certificate, ready to print."""

    name: str
    namespace: str
    state: Verdict | Missing
    issuer: str
    until: object
    """A time, or why there is none."""


def describe_certificate(world: World, one: Certificate) -> CertificateRow:
    """Return a certificate, ready to print."""
    return CertificateRow(
        name=one.name,
        namespace=one.namespace,
        state=one.ready if isinstance(one.ready, Missing) else _until(world, one),
        issuer=one.issuer,
        until=one.not_after or Missing("it has not been issued", "absent"),
    )


def _until(world: World, one: Certificate) -> Verdict:
    seen = world.facts.certificates.origin.observed_at
    if not one.ready:
        return Verdict(tr("Not ready"), "bad")
    if one.not_after and seen and one.not_after - seen < SOON:
        left = max(0, (one.not_after - seen).days)
        return Verdict(tr("Ends soon"), "warn", trn("in {count} day", "in {count} days", left))
    return Verdict(tr("Ready"), "good")


def count_secrets(facts: FactSet) -> Iterable[str]:
    """Yield what becomes a Secret, and how many of each are in step with it."""
    for field, kind in (("sealed_secrets", "Sealed Secrets"), ("external_secrets", "External Secrets")):
        value = getattr(facts, field).value
        if isinstance(value, Missing):
            if value.cause != "absent":
                yield tr("{kind}, not measured: {reason}", kind=kind, reason=tr_known(value.missing))
        else:
            synced = sum(one.synced is True for one in value)
            yield tr("{kind}, {count} of {whole} in step", kind=kind, count=synced, whole=len(value))
