"""YAML read with the line of every key, so that a mistake in a ledger is named where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from kubefolio.claims.base import Place


@dataclass(frozen=True)
class Entry:
    """One item of a list of claims: its keys with their texts, and where each stands."""

    place: Place
    texts: dict[str, str]
    """Key → its scalar as it is written; a list on one line as `[a, b]`."""
    places: dict[str, Place]
    repeated: tuple[str, ...] = ()
    """Keys that stand there twice."""
    told: tuple[tuple[str, str, str], ...] = ()
    """Key, language and text of each value that is a text for each language; the first of them is the key's own."""
    nested: tuple[str, ...] = ()
    """Keys whose value is a mapping or a list, where a text belongs."""


TOLD = ("says", "stated")
"""Keys whose value may be a text for each language."""


class NotYaml(ValueError):  # noqa: N818  # a state of the text; its caller makes the error of it
    """The text is no YAML; `line` says where, the message what."""

    def __init__(self, line: int, what: str) -> None:
        """Keep the line, counted from 1."""
        super().__init__(what)
        self.line = line


def compose(text: str) -> yaml.Node | None:
    """Return the tree of one document.

    Raises:
        NotYaml: it cannot be parsed.
    """
    try:
        root: yaml.Node | None = yaml.compose(text, yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise NotYaml(line, error.problem or "is no YAML") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise NotYaml(1, "is no YAML") from error
    return root


def find_key(root: yaml.Node | None, key: str) -> yaml.Node | None:
    """Return the value of a key of the top mapping; None where there is none."""
    pairs = root.value if isinstance(root, yaml.MappingNode) else ()
    return next((value for name, value in pairs if name.value == key), None)


def list_entries(items: yaml.SequenceNode, file: str, offset: int) -> Iterator[Entry | Place]:
    """Yield each item of a list; the place alone where an item is no mapping.

    Args:
        items: The list.
        file: Name of the file, for places.
        offset: Lines of the file that stand before the text which was composed.
    """
    for item in items.value:
        place = Place(file, item.start_mark.line + 1 + offset)
        yield _entry(item, file, offset) if isinstance(item, yaml.MappingNode) else place


def _entry(item: yaml.MappingNode, file: str, offset: int) -> Entry:
    texts, places, repeated, nested, told = {}, {}, [], [], []
    for key, value in item.value:
        name = str(key.value)
        repeated += [name] if name in texts else []
        each = [(name, *pair) for pair in _by_language(value)] if name in TOLD else []
        told += each
        if not isinstance(value, yaml.ScalarNode) and not each:
            nested.append(name)
        text = value.value if isinstance(value, yaml.ScalarNode) and not _is_null(value) else ""
        texts[name] = each[0][2] if each else text
        places[name] = Place(file, key.start_mark.line + 1 + offset)
    return Entry(
        Place(file, item.start_mark.line + 1 + offset), texts, places, tuple(repeated), tuple(told), tuple(nested)
    )


def _by_language(value: yaml.Node) -> list[tuple[str, str]]:
    """Return languages and texts of a mapping that holds nothing else; nothing for any other value."""
    pairs = value.value if isinstance(value, yaml.MappingNode) else []
    if not all(isinstance(text, yaml.ScalarNode) and text.value for _, text in pairs):
        return []
    return [(str(code.value), str(text.value)) for code, text in pairs]


def _is_null(value: yaml.ScalarNode) -> bool:
    return value.tag == "tag:yaml.org,2002:null"
