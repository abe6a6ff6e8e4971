"""From an object as the API server sends it to its fact."""

from __future__ import annotations

# ruff: noqa: ANN401  # an object of any kind
import json
from collections.abc import Mapping
from typing import Any

import msgspec

from kubefolio.sources.kubernetes.kinds import KINDS
from kubefolio.sources.kubernetes.kinds.meta import AnyKind

BY_FIELD: Mapping[str, AnyKind] = {kind.field: kind for kind in KINDS}


def parse(field: str, thing: Mapping[str, Any]) -> Any:
    """Return the fact of an object of the kind that fills this field."""
    kind = BY_FIELD[field]
    return kind.parse(msgspec.json.decode(json.dumps(thing).encode(), type=kind.wire))


def thing(name: str = "web", namespace: str = "shop", **parts: Any) -> dict[str, Any]:
    """Return an object; keywords beside `spec` and `status` go into its metadata."""
    body = {key: parts.pop(key) for key in ("spec", "status", "usage", "containers", "provisioner") if key in parts}
    return {"metadata": {"name": name, "namespace": namespace, **parts}, **body}
