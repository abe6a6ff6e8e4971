"""Values that must not be kept: they are cut out of a document before anything else sees it."""

from __future__ import annotations

import re
from typing import Any, Literal

Encryption = Literal["", "SOPS", "SealedSecret", "Secret"]

NOT_KEPT = "(not kept)"
SECRET_FIELDS = {"Secret": ("data", "stringData"), "SealedSecret": ("encryptedData", "data")}
SECRET_KEY = re.compile(
    r"(pass(word|wd|phrase)|token|secret_?key|api_?key|private_?key|client_?secret|credentials?)$", re.IGNORECASE
)
MAX_CONFIG_CHARACTERS = 4_000
"""Longer values of a ConfigMap (dashboards, scripts) tell us nothing and are dropped."""


def recognise(body: dict[str, Any]) -> Encryption:
    """Return what protects the values of a document, or an empty text."""
    if isinstance(body.get("sops"), dict) and ("mac" in body["sops"] or "lastmodified" in body["sops"]):
        return "SOPS"
    kind = body.get("kind")
    return kind if kind == "SealedSecret" or (kind == "Secret" and body.get("apiVersion") == "v1") else ""


def cut(body: dict[str, Any]) -> dict[str, Any]:
    """Return the document without secret and encrypted values, and without bulk that no reader of ours looks at."""
    kind = body.get("kind") if isinstance(body.get("kind"), str) else ""
    if kind in SECRET_FIELDS:
        spec = {k: v for k, v in _dict(body.get("spec")).items() if k == "template"} if kind == "SealedSecret" else {}
        return {k: body[k] for k in ("apiVersion", "kind", "metadata") if k in body} | ({"spec": spec} if spec else {})
    if kind == "CustomResourceDefinition":
        return {k: body[k] for k in ("apiVersion", "kind", "metadata") if k in body}
    if kind == "ConfigMap":
        body = body | {"data": {k: short(v) for k, v in _dict(body.get("data")).items()}}
    if recognise(body) == "SOPS":
        body = {k: v for k, v in body.items() if k != "sops"}
    kept: dict[str, Any] = mask(body, {})
    return kept


def short(value: Any) -> Any:  # noqa: ANN401 - any plain value
    """Return a ConfigMap's value, or nothing for a very long one."""
    return "" if isinstance(value, str) and len(value) > MAX_CONFIG_CHARACTERS else value


def mask(value: Any, seen: dict[int, Any]) -> Any:  # noqa: ANN401 - any plain value
    """Return the value with encrypted texts and texts under telling keys replaced; shared parts stay shared."""
    if isinstance(value, str):
        return NOT_KEPT if value.startswith("ENC[") else value
    if not isinstance(value, dict | list):
        return value
    if id(value) not in seen:
        if isinstance(value, dict):
            seen[id(value)] = {k: NOT_KEPT if is_secret(k, v) else mask(v, seen) for k, v in value.items()}
        else:
            seen[id(value)] = [mask(item, seen) for item in value]
    return seen[id(value)]


def is_secret(key: str, value: Any) -> bool:  # noqa: ANN401 - any plain value
    """Tell whether a text stands under a key that names a secret; template expressions hold none."""
    return isinstance(value, str) and bool(value) and bool(SECRET_KEY.search(key)) and "{{" not in value


def _dict(value: Any) -> dict[str, Any]:  # noqa: ANN401 - any plain value
    return value if isinstance(value, dict) else {}
