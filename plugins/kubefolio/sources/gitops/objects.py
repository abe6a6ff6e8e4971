"""A Kubernetes object on its way from a file to a fact."""

from __future__ import annotations

from typing import Any

import msgspec

from kubefolio.facts.base import Untrusted

Body = dict[str, Any]
ARGO, FLUX_KUSTOMIZE, FLUX_HELM = "argoproj.io", "kustomize.toolkit.fluxcd.io", "helm.toolkit.fluxcd.io"
FLUX_SOURCE = "source.toolkit.fluxcd.io"
DELIVERY = frozenset(
    {(ARGO, "Application"), (ARGO, "ApplicationSet"), (FLUX_KUSTOMIZE, "Kustomization"), (FLUX_HELM, "HelmRelease")}
)
MAX_TEXT = 2_000


class Obj(msgspec.Struct, frozen=True, eq=False):
    """An object with the place it was written at. The body is shared and never changed in place."""

    body: Body
    file: str
    line: int

    @property
    def kind(self) -> str:
        """Return the kind."""
        return str(self.body.get("kind") or "")

    @property
    def group(self) -> str:
        """Return the API group, empty for core."""
        version = str(self.body.get("apiVersion") or "")
        return version.rpartition("/")[0]

    @property
    def is_delivery(self) -> bool:
        """Tell whether it is an Application, ApplicationSet, Flux Kustomization or HelmRelease."""
        return (self.group, self.kind) in DELIVERY

    @property
    def metadata(self) -> Body:
        """Return the metadata."""
        return mapping(self.body.get("metadata"))

    @property
    def name(self) -> str:
        """Return the name."""
        return string(self.metadata.get("name"))

    @property
    def namespace(self) -> str:
        """Return the namespace, empty where none is written."""
        return string(self.metadata.get("namespace"))

    @property
    def annotations(self) -> Body:
        """Return the annotations."""
        return mapping(self.metadata.get("annotations"))

    @property
    def spec(self) -> Body:
        """Return the spec."""
        return mapping(self.body.get("spec"))

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """Return group, kind, namespace and name."""
        return (self.group, self.kind, self.namespace, self.name)

    @property
    def place(self) -> tuple[str, int]:
        """Return file and line."""
        return (self.file, self.line)

    def with_body(self, body: Body) -> Obj:
        """Return the object with another body at the same place."""
        return Obj(body, self.file, self.line)

    def with_metadata(self, **fields: Any) -> Obj:  # noqa: ANN401 - any plain value
        """Return the object with other metadata fields."""
        return self.with_body({**self.body, "metadata": {**self.metadata, **fields}})


def mapping(value: Any) -> Body:  # noqa: ANN401 - any plain value
    """Return a mapping, empty for anything else."""
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> list[Any]:  # noqa: ANN401 - any plain value
    """Return a list, empty for anything else."""
    return value if isinstance(value, list) else []


def mappings(value: Any) -> list[Body]:  # noqa: ANN401 - any plain value
    """Return the mappings of a list."""
    return [item for item in sequence(value) if isinstance(item, dict)]


def string(value: Any) -> str:  # noqa: ANN401 - any plain value
    """Return a scalar as text, empty for nothing and for what is no scalar."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int) else ""


def strings(value: Any) -> list[str]:  # noqa: ANN401 - any plain value
    """Return the texts of a list."""
    return [string(item) for item in sequence(value) if string(item)]


def text(value: Any) -> Untrusted:  # noqa: ANN401 - any plain value
    """Return a scalar as text from outside, of bounded length."""
    return Untrusted(string(value)[:MAX_TEXT])
