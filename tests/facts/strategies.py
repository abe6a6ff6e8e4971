"""Any facts at all, by walking their types."""

from __future__ import annotations

# ruff: noqa: ANN401  # types of any kind
import types
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal, NewType, Union, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st

from kubefolio.facts.base import Origin, Reading
from tests.scenarios.moments import NOW

TEXT = st.text(max_size=8)
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    bool: st.booleans(),
    int: st.integers(-(2**63), 2**63 - 1),
    float: st.floats(allow_nan=False, allow_infinity=False),
    datetime: st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    type(None): st.none(),
}


@cache
def values_of(kind: Any) -> st.SearchStrategy[Any]:  # noqa: PLR0911  # one for each form of a type
    """Return a strategy for values of this type."""
    origin, arguments = get_origin(kind), get_args(kind)
    if isinstance(kind, NewType):
        return TEXT
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (Union, types.UnionType):
        return st.one_of([values_of(one) for one in arguments])
    if origin is tuple and arguments[-1] is Ellipsis:
        return st.lists(values_of(arguments[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*(values_of(one) for one in arguments))
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        hints = get_type_hints(kind)
        return st.builds(kind, **{name: values_of(hints[name]) for name in kind.__struct_fields__})
    return PLAIN[kind]


def reading_of(kind: type[msgspec.Struct]) -> st.SearchStrategy[Reading[Any]]:
    """Return a strategy for readings that found up to three facts of this type."""
    origin = Origin("kubernetes", "/api", NOW)
    return st.lists(values_of(kind), max_size=3).map(lambda facts: Reading(tuple(facts), origin))
