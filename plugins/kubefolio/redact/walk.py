"""From the marks of a type to one function over its values, made once and run on every fact."""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, NewType, Protocol, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec

from kubefolio.facts.base import Missing
from kubefolio.facts.editions import Mark

M = TypeVar("M")

Step = Callable[[Any], Any]
"""Takes a value and returns what stands in its place: the same object where nothing changes."""

WITHHELD = Missing("the public edition does not show it", "withheld")


class Leaf(Protocol):
    """What a walk does with a text, by its mark and the place of its field, as in `nodes.name`."""

    def __call__(self, mark: Mark, place: str) -> Step | None:
        """Return what is done with the texts there, or None for nothing."""


@dataclass(frozen=True)
class Walk:
    """What is done on the way."""

    leaf: Leaf
    hides: bool
    """What is private is left out; else it is walked like all the rest."""

    def compile(self, hint: Any, place: str = "", mark: Mark = Mark.PRIVATE) -> Step | None:  # noqa: ANN401
        """Return the function for values of this type, or None where it would change nothing.

        Raises:
            TypeError: a private field has a type that allows no absence.
        """
        return self._compile(hint, place, mark, {})

    def _compile(self, hint: Any, place: str, mark: Mark, bound: Mapping[Any, Any]) -> Step | None:  # noqa: ANN401
        hint, mark = unwrap(bound.get(hint, hint), mark)
        origin, arguments = get_origin(hint), get_args(hint)
        if self.hides and mark in HIDDEN and not _is_struct(origin or hint):
            return _constant(neutral(hint, place))
        if hint is str or isinstance(hint, NewType):
            return self.leaf(mark, place)
        if _is_struct(origin or hint):
            return self._struct(origin or hint, place, dict(zip(_parameters(origin), arguments, strict=True)))
        inner = {one: self._compile(one, place, mark, bound) for one in arguments if _has_values(origin, one)}
        if origin in (Union, types.UnionType):
            return _by_class({_class(one): step for one, step in inner.items()})
        if origin is tuple and arguments[-1] is Ellipsis:
            return _each(inner[arguments[0]])
        return _parts(tuple(inner[one] for one in arguments)) if origin is tuple else None

    def _struct(self, kind: type[msgspec.Struct], place: str, bound: Mapping[Any, Any]) -> Step | None:
        steps = {
            name: step
            for name, hint in fields_of_type(kind)
            if (step := self._compile(hint, _below(place, kind, name), Mark.PRIVATE, bound))
        }
        return _fields(steps) if steps else None


HIDDEN = (Mark.PRIVATE, Mark.PRIVATE_ADDRESS)


def _below(place: str, kind: type, name: str) -> str:
    """Return the place of a field; a reading and the list in it add no step to it."""
    return place if kind.__name__ == "Reading" and name == "value" else f"{place}.{name}".lstrip(".")


@cache
def fields_of_type(kind: type[msgspec.Struct]) -> tuple[tuple[str, Any], ...]:
    """Return the fields of a struct with their types, marks included."""
    hints = get_type_hints(kind, include_extras=True)
    return tuple((name, hints[name]) for name in kind.__struct_fields__)


def unwrap(hint: Any, mark: M) -> tuple[Any, Mark | M]:  # noqa: ANN401  # any type
    """Return a type without its mark, and the mark; the one given where it has none."""
    if get_origin(hint) is not Annotated:
        return hint, mark
    found = next((one for one in hint.__metadata__ if isinstance(one, Mark)), mark)
    return hint.__origin__, found


def neutral(hint: Any, place: str) -> Any:  # noqa: ANN401  # the value of any type
    """Return what stands for a private value: Missing where the type allows it, else nothing of its kind."""
    origin, arguments = get_origin(hint), get_args(hint)
    if Missing in arguments:
        return WITHHELD
    if type(None) in arguments:
        return None
    if origin is tuple and arguments[-1] is Ellipsis:
        return ()
    if hint is str or isinstance(hint, NewType):
        return ""
    raise TypeError(f"{place}: is private, so its type must allow for nothing: a text, a tuple, None or Missing")


def _has_values(origin: Any, argument: Any) -> bool:  # noqa: ANN401  # any type
    """Tell whether an argument of a type is the type of values in it."""
    return origin is not Literal and argument is not Ellipsis


def _is_struct(kind: Any) -> bool:  # noqa: ANN401  # any type
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)


def _parameters(kind: Any) -> tuple[TypeVar, ...]:  # noqa: ANN401  # any type
    return getattr(kind, "__parameters__", ())


def _class(hint: Any) -> type:  # noqa: ANN401  # any type
    """Return the class that values of this type have."""
    if isinstance(hint, NewType):
        return str
    origin = get_origin(hint) or hint
    return type(get_args(hint)[0]) if origin is Literal else origin


def _constant(value: object) -> Step:
    return lambda _: value


def _by_class(steps: dict[type, Step | None]) -> Step | None:
    known = {kind: step for kind, step in steps.items() if step}
    if not known:
        return None

    def by_class(value: Any) -> Any:  # noqa: ANN401  # the value of any type
        step = known.get(type(value))
        return step(value) if step else value

    return by_class


def _each(step: Step | None) -> Step | None:
    if step is None:
        return None

    def each(values: tuple[Any, ...]) -> tuple[Any, ...]:
        changed = tuple([step(value) for value in values])
        return values if all(map(_is, changed, values)) else changed

    return each


def _parts(steps: tuple[Step | None, ...]) -> Step | None:
    if not any(steps):
        return None

    def parts(values: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple([step(value) if step else value for step, value in zip(steps, values, strict=True)])

    return parts


def _fields(steps: dict[str, Step]) -> Step:
    pairs = tuple(steps.items())

    def fields(fact: msgspec.Struct) -> msgspec.Struct:
        changes = {}
        for name, step in pairs:
            value = getattr(fact, name)
            changed = step(value)
            if changed is not value:
                changes[name] = changed
        return msgspec.structs.replace(fact, **changes) if changes else fact

    return fields


def _is(one: object, other: object) -> bool:
    return one is other
