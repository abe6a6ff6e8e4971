"""YAML documents to plain values, from libyaml's events: bounded, tolerant, and without ever running a tag.

Composing nodes with PyYAML's C loader recurses on the C stack and dies on deep nesting; it also refuses a repeated
anchor, which YAML 1.2 allows and Kubernetes tools accept. Reading the events ourselves is twice as fast and has neither
problem.
"""

from __future__ import annotations

import re
from typing import Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]
from yaml.events import (
    AliasEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

MAX_DEPTH = 200
"""Levels of nesting in one document."""
MAX_VALUES = 300_000
"""Values in one document, with every alias counted as often as it is used."""

INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\Z")
BOOLEANS = {
    word: value
    for value, words in ((True, ("true", "yes", "on")), (False, ("false", "no", "off")))
    for lower in words
    for word in (lower, lower.capitalize(), lower.upper())
}
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
MERGE = "<<"


class YamlError(Exception):
    """A document cannot be read; the text says why, without the document's content."""

    def __init__(self, message: str, line: int = 0) -> None:
        """Keep the line of the problem within the document, counted from 0."""
        super().__init__(message)
        self.line = line


class LimitError(YamlError):
    """A document is deeper or larger than we read."""


class TemplateError(YamlError):
    """A document reads as YAML only by accident: a template expression stands where a value should."""


def parse(text: str) -> Any:  # noqa: ANN401 - a YAML document is any plain value
    """Return the value of one document: dict, list, str, int, bool or None.

    Numbers with a fraction or an exponent, dates and everything with an unknown tag stay text. A key that is given
    twice keeps its last value. Aliases are the same object again, so values must not be changed in place.

    Raises:
        YamlError: The text is not YAML, or is beyond the limits.
    """
    parser = CParser(text)
    try:
        return Builder().build(parser)
    except (yaml.MarkedYAMLError, yaml.reader.ReaderError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "unreadable character"
        raise YamlError(str(problem), mark.line if mark else 0) from None
    finally:
        parser.dispose()


class Builder:
    """Builds one value out of a stream of events."""

    def __init__(self) -> None:
        """Start with nothing open."""
        self.open: list[list[Any]] = []
        self.mapping: list[bool] = []
        self.names: list[str | None] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.sizes: list[int] = []
        self.size = 0
        self.result: Any = None

    def build(self, parser: Any) -> Any:  # noqa: ANN401 - libyaml's parser has no stub
        """Read all events and return the value of the first document."""
        while parser.check_event():
            event = parser.get_event()
            kind = type(event)
            if kind is ScalarEvent:
                self.add(scalar(event), 1, event.anchor)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                self.start(event, is_mapping=kind is MappingStartEvent)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self.end()
            elif kind is AliasEvent:
                self.alias(event)
        return self.result

    def start(self, event: Any, *, is_mapping: bool) -> None:  # noqa: ANN401 - no stub
        """Open a mapping or a sequence."""
        if len(self.open) >= MAX_DEPTH:
            raise LimitError(f"nested deeper than {MAX_DEPTH} levels", event.start_mark.line)
        self.open.append([])
        self.mapping.append(is_mapping)
        self.names.append(event.anchor)
        self.sizes.append(self.size)

    def end(self) -> None:
        """Close what was opened last and hand it to its parent."""
        items = self.open.pop()
        value = mapping(items) if self.mapping.pop() else items
        self.size += 1
        size = self.size - self.sizes.pop()
        self.place(value, size, self.names.pop())

    def add(self, value: Any, size: int, anchor: str | None) -> None:  # noqa: ANN401 - any value
        """Count a value and place it."""
        self.size += size
        if self.size > MAX_VALUES:
            raise LimitError(f"more than {MAX_VALUES} values, with aliases counted as often as they are used")
        self.place(value, size, anchor)

    def place(self, value: Any, size: int, anchor: str | None) -> None:  # noqa: ANN401 - any value
        """Put a value where the events stand, and remember its anchor; a repeated anchor replaces the first."""
        if anchor:
            self.anchors[anchor] = (value, size)
        if self.open:
            self.open[-1].append(value)
        else:
            self.result = value

    def alias(self, event: Any) -> None:  # noqa: ANN401 - no stub
        """Place the value of an anchor again."""
        if event.anchor not in self.anchors:
            raise YamlError("alias without an anchor before it", event.start_mark.line)
        value, size = self.anchors[event.anchor]
        self.add(value, size, None)


def scalar(event: Any) -> Any:  # noqa: ANN401 - no stub
    """Return the value of a scalar: only plain ones are more than text, by the rules Kubernetes tools share."""
    text = event.value
    tag = event.tag
    if tag is None or tag == "!":
        return resolve(text) if event.implicit[0] else text
    if tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null"):
        return resolve(text)
    return text


def resolve(text: str) -> Any:  # noqa: ANN401 - one of four types
    """Return what a plain scalar means."""
    if text in BOOLEANS:
        return BOOLEANS[text]
    if text in NULLS:
        return None
    return int(text) if len(text) < 20 and INTEGER.match(text) else text  # noqa: PLR2004 - longer ones are no int64


def mapping(items: list[Any]) -> dict[str, Any]:
    """Return a mapping out of keys and values in turn, with merge keys laid under the mapping's own."""
    result: dict[str, Any] = {}
    merged: list[Any] = []
    for key, value in zip(items[::2], items[1::2], strict=True):
        if isinstance(key, dict | list):
            raise TemplateError("a mapping is used as a key, as in an unquoted {{ … }}")
        if key == MERGE and isinstance(value, dict | list):
            merged.extend(value if isinstance(value, list) else [value])
        else:
            result[key_text(key)] = value
    for source in merged:
        if isinstance(source, dict):
            result = {**source, **result}
    return result


def key_text(key: Any) -> str:  # noqa: ANN401 - any scalar
    """Return a key as JSON would have it."""
    if isinstance(key, bool):
        return "true" if key else "false"
    return "null" if key is None else str(key)
