"""The owner's measures that are computed from facts: `computed` in `measures.yml`, checked when it is loaded."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Literal

import msgspec

from kubefolio.measures.base import Measure
from kubefolio.measures.catalogue import Catalogue
from kubefolio.measures.expression import Expression, build_compute, parse_expression
from kubefolio.owner_file import OwnerFile

_NAME = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_]*)+")


class OwnerComputed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A value that the owner computes from facts."""

    id: str
    title: str
    definition: str
    """What is counted and what is not, in words for a reader."""
    value: str
    """JMESPath over the facts that gives one number, or texts where the unit is text."""
    of: str = ""
    """JMESPath for the whole that the value is a share of."""
    unit: Literal["count", "cores", "bytes", "ratio", "seconds", "text"] = "count"


def add_computed(file: OwnerFile[Any], computed: tuple[OwnerComputed, ...], catalogue: Catalogue) -> Catalogue:
    """Return the catalogue with these measures on top.

    Raises:
        SettingsError: a name is taken or an expression cannot be; it names the line.
    """
    for index, one in enumerate(computed):
        where = f"$.computed[{index}]"
        _check(file, where, one, catalogue)
        catalogue = replace(catalogue, measures=(*catalogue.measures, _measure(file, where, one)))
    return catalogue


def _check(file: OwnerFile[Any], where: str, one: OwnerComputed, catalogue: Catalogue) -> None:
    named = f"measure {one.id[:60]}"
    if not _NAME.fullmatch(one.id):
        raise file.error(f"{where}.id", f"`{one.id[:60]}` is no name for a measure; write it like nodes.large")
    if any(measure.id == one.id for measure in catalogue.measures):
        raise file.error(f"{where}.id", f"{named}: there is one of this name already; give yours another")
    for field in ("title", "definition"):
        if not getattr(one, field).strip():
            raise file.error(f"{where}.{field}", f"{named}: {field} is empty; say what a reader should know")
    if bool(one.of) is not (one.unit == "ratio"):
        raise file.error(f"{where}.unit", f"{named}: a ratio has a value and `of`, its whole; no other unit has one")


def _measure(file: OwnerFile[Any], where: str, one: OwnerComputed) -> Measure:
    value = _parse(file, f"{where}.value", one.id, one.value)
    whole = _parse(file, f"{where}.of", one.id, one.of) if one.of else None
    needs = tuple(dict.fromkeys((*value.needs, *(whole.needs if whole else ()))))
    return Measure(one.id, one.title, one.definition, one.unit, needs, build_compute(value, whole, one.unit))


def _parse(file: OwnerFile[Any], where: str, name: str, text: str) -> Expression:
    try:
        return parse_expression(text)
    except ValueError as error:
        raise file.error(where, f"measure {name[:60]}: {error}") from error
