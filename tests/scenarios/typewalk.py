"""Facts of any type, built by walking the types: a field that is added later is filled without a change here."""

# ruff: noqa: ANN401  # fields and types of any kind of fact

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from typing import Any, Literal, NewType, Union, get_args, get_origin, get_type_hints

import msgspec

from kubefolio.facts.base import Missing, Reading
from kubefolio.facts.factset import FactSet
from tests.scenarios.moments import NOW

Text = Callable[[], str]
"""Gives the next text for a field of type `str` or `Untrusted`."""


def fact_types() -> dict[str, type[msgspec.Struct]]:
    """Return the type of the facts of every reading of a FactSet, by field."""
    hints = get_type_hints(FactSet)
    return {name: get_args(hint)[0] for name, hint in hints.items() if get_origin(hint) is Reading}


def fill(kind: Any, text: Text) -> Any:
    """Return a value of this type; every text comes from `text`, every tuple holds one item."""
    if isinstance(kind, NewType) or kind is str:
        return text()
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return arguments[0]
    if origin in (Union, types.UnionType):
        return fill(next(one for one in arguments if one not in (Missing, type(None))), text)
    if origin is tuple:
        return tuple(fill(one, text) for one in arguments if one is not Ellipsis)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return kind(**{name: fill(hint, text) for name, hint in _fields(kind)})
    return {bool: True, int: 1, float: 0.5, datetime: NOW}[kind]


@cache
def _fields(kind: type[msgspec.Struct]) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(kind)
    return tuple((name, hints[name]) for name in kind.__struct_fields__)


def struct_types(kind: Any, seen: set[Any] | None = None) -> Iterator[type[msgspec.Struct]]:
    """Yield every struct type that this type is made of, once."""
    seen = set() if seen is None else seen
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct) and kind not in seen:
        seen.add(kind)
        yield kind
        for hint in get_type_hints(kind).values():
            yield from struct_types(hint, seen)
    for argument in get_args(kind):
        yield from struct_types(argument, seen)
