"""Checks an expression before there are facts: every field that it names has to be one of the type it is asked of."""

from __future__ import annotations

import difflib
import inspect
import types
import typing
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Union

import msgspec

from kubefolio.facts.base import Missing, Reading
from kubefolio.facts.factset import FactSet

Node = dict[str, Any]
"""A part of a parsed expression, as `jmespath` makes it: type, children, and often a value."""
Kind = Any
"""A type of the facts: a struct, a `list[…]` of one, a plain type, or `ANYTHING` where it cannot be known."""

Need = Callable[[str], None]
"""Called with each field of the FactSet that is named."""

ANYTHING = object()
_SAME_LIST = ("sort_by", "sort", "reverse")
_ITEM = ("max_by", "min_by")


def find_needs(root: Node) -> tuple[str, ...]:
    """Return the fields of the FactSet that an expression names, in their order.

    Raises:
        ValueError: it names a field that is not there; the message names the closest one.
    """
    needs: dict[str, None] = {}
    _infer(root, FactSet, lambda name: needs.update({name: None}))
    if not needs:
        raise ValueError("the expression looks at no fact; begin it with one, as in length(nodes)")
    return tuple(needs)


def _infer(node: Node, kind: Kind, need: Need) -> Kind:
    """Return the type of a part asked of a type; every field on its way is checked."""
    known = _KINDS.get(node["type"])
    if known:
        return known(node, kind, need)
    for child in node["children"]:
        _infer(child, kind, need)
    return ANYTHING


def _same(_node: Node, kind: Kind, _need: Need) -> Kind:
    return kind


def _chain(node: Node, kind: Kind, need: Need) -> Kind:
    for child in node["children"]:
        kind = _infer(child, kind, need)
    return kind


def _projection(node: Node, kind: Kind, need: Need) -> Kind:
    whole, part, *conditions = node["children"]
    item = _item(_infer(whole, kind, need))
    for condition in conditions:
        _infer(condition, item, need)
    return _list(_infer(part, item, need))


def _flatten(node: Node, kind: Kind, need: Need) -> Kind:
    found = _infer(node["children"][0], kind, need)
    return _item(found) if _is_list(_item(found)) else found


def _function(node: Node, kind: Kind, need: Need) -> Kind:
    """Check the arguments of a function; an expression among them, `&name`, is asked of the items of the list."""
    plain = [_infer(child, kind, need) for child in node["children"] if child["type"] != "expref"]
    lists = [one for one in plain if _is_list(one)]
    item = _item(lists[0]) if lists else ANYTHING
    for child in node["children"]:
        if child["type"] == "expref":
            _infer(child["children"][0], item, need)
    if node["value"] in _SAME_LIST and lists:
        return lists[0]
    return item if node["value"] in _ITEM else ANYTHING


def _field(node: Node, kind: Kind, need: Need) -> Kind:
    name = node["value"]
    if _is_list(kind):
        raise ValueError(f"`{name}` is asked of a list; write [] before it, as in nodes[].name")
    if not inspect.isclass(kind) or not issubclass(kind, msgspec.Struct):
        return ANYTHING
    known = known_fields(kind)
    if name not in known:
        close = difflib.get_close_matches(name, known, n=3)
        hint = f"did you mean {' or '.join(close)}?" if close else f"known are {', '.join(sorted(known)[:12])}"
        raise ValueError(f"{'the facts have' if kind is FactSet else kind.__name__ + ' has'} no field `{name}`; {hint}")
    if kind is FactSet:
        need(name)
    return known[name]


_KINDS: dict[str, Callable[[Node, Kind, Need], Kind]] = {
    "field": _field,
    "current": _same,
    "identity": _same,
    "slice": _same,
    "index": lambda _node, kind, _need: _item(kind),
    "literal": lambda node, _kind, _need: type(node["value"]),
    "subexpression": _chain,
    "pipe": _chain,
    "index_expression": _chain,
    "projection": _projection,
    "filter_projection": _projection,
    "flatten": _flatten,
    "function_expression": _function,
}
"""How the type of each kind of part is found; of any other, its children are checked and nothing is known."""


@lru_cache(maxsize=256)
def known_fields(kind: type[msgspec.Struct]) -> dict[str, Kind]:
    """Return the fields of a struct with their types; of the FactSet those that are readings."""
    hints = typing.get_type_hints(kind)
    found = {name: _simplify(hints[name]) for name in kind.__struct_fields__}
    if kind is FactSet:
        return {name: one for name, one in found.items() if _is_list(one)}
    return found | dict.fromkeys(_properties(kind), ANYTHING)


def _properties(kind: type[msgspec.Struct]) -> Iterator[str]:
    yield from (name for name, one in vars(kind).items() if isinstance(one, property))


def _simplify(hint: Any) -> Kind:  # noqa: ANN401  # an annotation
    """Return the type behind an annotation: without Missing and None; a reading or tuple as a list."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (Union, types.UnionType):
        rest = [one for one in arguments if one not in (Missing, type(None))]
        return _simplify(rest[0]) if len(rest) == 1 else ANYTHING
    if origin in (Reading, tuple):
        return _list(_simplify(arguments[0]))
    return getattr(hint, "__supertype__", hint)


def _list(item: Kind) -> Kind:
    return types.GenericAlias(list, (item,))


def _is_list(kind: Kind) -> bool:
    return isinstance(kind, types.GenericAlias)


def _item(kind: Kind) -> Kind:
    return typing.get_args(kind)[0] if _is_list(kind) else ANYTHING
