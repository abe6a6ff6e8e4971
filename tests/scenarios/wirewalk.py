"""Objects of any kind that is read, made by walking its wire type: a field that is read one day is filled as well."""

# ruff: noqa: ANN401  # fields and types of any kind of object

from __future__ import annotations

import types
from collections.abc import Callable
from datetime import datetime
from typing import Any, Union, get_args, get_origin

import msgspec

Text = Callable[[], str]
"""Gives the next text for a field that holds one."""

AMOUNTS = {"capacity", "allocatable", "requests", "limits", "hard", "used", "default", "default_request", "min", "max"}
"""Fields that a server takes only with amounts in them."""
LABELS = (
    *(f"app.kubernetes.io/{name}" for name in ("instance", "name", "part-of", "managed-by", "version")),
    *("helm.sh/chart", "kustomize.toolkit.fluxcd.io/name", "kustomize.toolkit.fluxcd.io/namespace"),
    *("helm.toolkit.fluxcd.io/name", "helm.toolkit.fluxcd.io/namespace", "topology.kubernetes.io/zone"),
)
"""Labels that are read by their names; another stands beside them."""


def fill_wire(kind: Any, text: Text, field: str = "") -> Any:
    """Return what a server would send of this type: every text comes from `text`, every list holds one item."""
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        fields = msgspec.structs.fields(kind)
        return {one.encode_name: fill_wire(one.type, text, one.name) for one in fields}
    origin, arguments = get_origin(kind), [one for one in get_args(kind) if one is not type(None)]
    if origin in (Union, types.UnionType):
        return "1" if float in arguments else fill_wire(arguments[-1], text, field)
    if origin is list:
        return [fill_wire(arguments[0], text, field)]
    if origin is dict and field in AMOUNTS:
        return {"cpu": "1"}
    if origin is dict:
        named = LABELS if field == "labels" else ()
        return {key: fill_wire(arguments[1], text, field) for key in (*named, text())}
    return text() if kind is str else {int: 1, bool: True, datetime: "2026-11-01T00:00:00Z"}.get(kind, {"x": "y"})
