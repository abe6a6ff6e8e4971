"""Flux's `postBuild` substitution: `${name}`, with defaults, in every text of what a Kustomization applies."""

from __future__ import annotations

import re
from typing import Any

from kubefolio.sources.gitops.objects import Body, Obj, mapping
from kubefolio.sources.gitops.params import deep

VARIABLE = re.compile(r"\$(\$)?\{([_a-zA-Z][_a-zA-Z0-9]*)(?:(:?[-=])([^{}]*)|(:[0-9]+(?::[0-9]+)?)|(\^\^?|,,?))?\}")
DISABLED = "kustomize.toolkit.fluxcd.io/substitute"
UNKNOWN = re.compile(r"\$\{([_a-zA-Z][_a-zA-Z0-9]*)\}")


def substituted(obj: Obj, variables: dict[str, str], *, complete: bool) -> Obj:
    """Return an object with variables put in.

    A variable that is not set becomes its default or nothing; when some variables come from what Git does not show
    (`complete` is false), it stays as `${name}`, so that nobody takes a guess for a fact.
    """
    if DISABLED in obj.annotations or mapping(obj.metadata.get("labels")).get(DISABLED) == "disabled":
        return obj
    body: Body = deep(obj.body, lambda text: fill(text, variables, complete=complete))
    return obj.with_body(body)


def fill(text: str, variables: dict[str, str], *, complete: bool) -> str:
    """Return a text with variables put in."""
    if "${" not in text:
        return text

    def one(found: re.Match[str]) -> str:
        escaped, name, sign, fallback, cut, case = found.groups()
        if escaped:
            return found[0][1:]
        if name in variables:
            value = variables[name]
            return with_case(sliced(value, cut), case) if value or sign != ":-" else fallback
        if sign in (":=", ":-", "=", "-") and complete:
            return str(fallback)
        return "" if complete else found[0]

    return VARIABLE.sub(one, text)


def sliced(value: str, cut: str | None) -> str:
    """Return `${name:offset:length}`."""
    if not cut:
        return value
    offset, _, length = cut[1:].partition(":")
    end = int(offset) + int(length) if length else None
    return value[int(offset) : end]


def with_case(value: str, case: str | None) -> str:
    """Return `${name^}`, `${name^^}`, `${name,}` and `${name,,}`."""
    changes = {"^^": value.upper(), ",,": value.lower(), "^": value[:1].upper() + value[1:],
               ",": value[:1].lower() + value[1:]}  # fmt: skip
    return changes.get(case or "", value)


def unknown_variables(value: Any) -> set[str]:  # noqa: ANN401 - any plain value
    """Return the variables that are still in a value."""
    if isinstance(value, str):
        return set(UNKNOWN.findall(value))
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {name for child in children for name in unknown_variables(child)}
