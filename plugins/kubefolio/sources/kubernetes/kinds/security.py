"""Service accounts, Istio's PeerAuthentications, cert-manager's Certificates, and what becomes a Secret."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import msgspec

from kubefolio.facts.base import Untrusted
from kubefolio.facts.security import Certificate, PeerAuthentication, SecretSource, ServiceAccount
from kubefolio.sources.kubernetes.kinds.meta import (
    ConditionWire,
    Kind,
    Meta,
    Selector,
    Wire,
    condition_holds,
    parse_selector,
)


class AccountWire(Wire):
    """A ServiceAccount, without the Secrets that it names."""

    metadata: Meta
    automount_service_account_token: bool | None = None


class MtlsWire(Wire):
    """`mtls`."""

    mode: str = ""


class PeerSpecWire(Wire):
    """A PeerAuthentication's `spec`."""

    selector: Selector | None = None
    mtls: MtlsWire | None = None
    port_level_mtls: dict[str, MtlsWire] | None = None


class PeerWire(Wire):
    """A PeerAuthentication."""

    metadata: Meta
    spec: PeerSpecWire = msgspec.field(default_factory=PeerSpecWire)


class ReferenceWire(Wire):
    """A reference to an issuer or a store."""

    kind: str = ""
    name: str = ""

    def written(self, default_kind: str) -> Untrusted:
        """Return kind and name, or nothing where no name is given."""
        return Untrusted(f"{self.kind or default_kind}/{self.name}" if self.name else "")


class CertificateSpecWire(Wire):
    """A Certificate's `spec`; the names themselves are counted, not kept."""

    issuer_ref: ReferenceWire = msgspec.field(default_factory=ReferenceWire)
    dns_names: list[msgspec.Raw] | None = None


class CertificateStatusWire(Wire):
    """A Certificate's `status`."""

    conditions: list[ConditionWire] | None = None
    not_after: datetime | None = None
    renewal_time: datetime | None = None


class CertificateWire(Wire):
    """A Certificate."""

    metadata: Meta
    spec: CertificateSpecWire = msgspec.field(default_factory=CertificateSpecWire)
    status: CertificateStatusWire = msgspec.field(default_factory=CertificateStatusWire)


class SourceSpecWire(Wire):
    """`spec` of an ExternalSecret, without what it asks for, or of a SealedSecret, without its content."""

    secret_store_ref: ReferenceWire = msgspec.field(default_factory=ReferenceWire)


class SourceStatusWire(Wire):
    """`status` of either."""

    conditions: list[ConditionWire] | None = None


class SourceWire(Wire):
    """A SealedSecret or an ExternalSecret."""

    metadata: Meta
    spec: SourceSpecWire = msgspec.field(default_factory=SourceSpecWire)
    status: SourceStatusWire | None = None


def parse_account(wire: AccountWire) -> ServiceAccount:
    """Return the fact of a ServiceAccount."""
    meta = wire.metadata
    return ServiceAccount(Untrusted(meta.namespace), Untrusted(meta.name), wire.automount_service_account_token)


def parse_peer_authentication(wire: PeerWire) -> PeerAuthentication:
    """Return the fact of a PeerAuthentication."""
    spec = wire.spec
    mode = spec.mtls.mode if spec.mtls else ""
    return PeerAuthentication(
        namespace=Untrusted(wire.metadata.namespace),
        name=Untrusted(wire.metadata.name),
        mode=Untrusted("" if mode == "UNSET" else mode),
        selector=parse_selector(spec.selector),
        port_exceptions=len(spec.port_level_mtls or {}),
    )


def parse_certificate(wire: CertificateWire) -> Certificate:
    """Return the fact of a Certificate."""
    status = wire.status
    return Certificate(
        namespace=Untrusted(wire.metadata.namespace),
        name=Untrusted(wire.metadata.name),
        ready=condition_holds(status.conditions, "Ready"),
        issuer=wire.spec.issuer_ref.written("Issuer"),
        dns_names=len(wire.spec.dns_names or ()),
        not_after=status.not_after,
        renewal_at=status.renewal_time,
    )


def parse_secret_source(kind: str, condition: str, wire: SourceWire) -> SecretSource:
    """Return the fact of an object that becomes a Secret; `condition` is the one by which its controller says so."""
    return SecretSource(
        kind=Untrusted(kind),
        namespace=Untrusted(wire.metadata.namespace),
        name=Untrusted(wire.metadata.name),
        synced=condition_holds(wire.status.conditions if wire.status else None, condition),
        store=wire.spec.secret_store_ref.written("SecretStore"),
    )


ISTIO = ("security.istio.io/v1", "security.istio.io/v1beta1")
EXTERNAL = ("external-secrets.io/v1", "external-secrets.io/v1beta1")

KINDS = (
    Kind("service_accounts", "serviceaccounts", ("v1",), AccountWire, parse_account),
    Kind("peer_authentications", "peerauthentications", ISTIO, PeerWire, parse_peer_authentication),
    Kind("certificates", "certificates", ("cert-manager.io/v1",), CertificateWire, parse_certificate),
    Kind(
        "sealed_secrets",
        "sealedsecrets",
        ("bitnami.com/v1alpha1",),
        SourceWire,
        partial(parse_secret_source, "SealedSecret", "Synced"),
    ),
    Kind(
        "external_secrets",
        "externalsecrets",
        EXTERNAL,
        SourceWire,
        partial(parse_secret_source, "ExternalSecret", "Ready"),
    ),
)
