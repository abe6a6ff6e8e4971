"""A YAML file that the owner writes, read into a type; whatever is wrong with it is named with its file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Generic, TypeVar

import msgspec
import yaml

from kubefolio.errors import SettingsError

T = TypeVar("T", bound=msgspec.Struct)

_STEP = re.compile(r"\.([^.\[`]+)|\[(\d+)\]")
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<key>[^`]*)`")


@dataclass(frozen=True)
class OwnerFile(Generic[T]):
    """The content of a file, and where each part of it stands."""

    path: Path
    content: T
    root: yaml.Node | None

    def error(self, where: str, what: str) -> SettingsError:
        """Return an error for a part, as in `$.measures[2].query`; its text is one line: file, line, what to do."""
        return _error(self.path, _find(self.root, where), what)


def read_owner_file(path: Path, kind: type[T]) -> OwnerFile[T]:
    """Read a YAML file into a struct that forbids unknown fields; an empty file is the struct's defaults.

    Raises:
        SettingsError: the file cannot be read, is not YAML, names a key twice, or does not fit the type.
    """
    root = _compose(path)
    if root is None:
        return OwnerFile(path, kind(), None)
    for key in _repeated(root):
        raise _error(path, key, f"`{key.value}` stands here a second time; keep one of the two")
    try:
        document = yaml.SafeLoader("").construct_document(root)
        return OwnerFile(path, msgspec.convert(document, kind), root)
    except msgspec.ValidationError as error:
        raise _misfit(path, root, str(error), kind) from error
    except yaml.YAMLError as error:
        raise SettingsError(
            f"{path}: cannot be read as YAML; {getattr(error, 'problem', 'look at its tags')}"
        ) from error


def _compose(path: Path) -> yaml.Node | None:
    try:
        root: yaml.Node | None = yaml.compose(path.read_text(encoding="utf-8"), yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SettingsError(f"{path}:{line}: is not YAML: {error.problem}; correct this line") from error
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror}); correct its path or create it") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: is not text in UTF-8 that YAML allows") from error
    return root


def _repeated(node: yaml.Node) -> Iterator[yaml.ScalarNode]:
    """Yield each key that its mapping holds already, in the order of the lines."""
    if isinstance(node, yaml.MappingNode):
        seen = set()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    yield key
                seen.add(key.value)
            yield from _repeated(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _repeated(item)


def _misfit(path: Path, root: yaml.Node, message: str, kind: type[msgspec.Struct]) -> SettingsError:
    """Return msgspec's words about a part, with the line where it stands, and the key that was probably meant."""
    what, _, where = message.partition(" - at ")
    where = where.strip("`")
    node = _find(root, where)
    unknown = _UNKNOWN.fullmatch(what)
    if not unknown:
        return _error(path, node, f"{what}{f' in {where}' if where else ''}")
    key = unknown["key"]
    node = next((one for one, _ in getattr(node, "value", ()) if one.value == key), node)
    meant = get_close_matches(key, sorted(_fields_of(kind)), 1)
    return _error(path, node, f"`{key}` is no key here{f'; did you mean `{meant[0]}`?' if meant else '; leave it out'}")


def _fields_of(kind: type[msgspec.Struct]) -> set[str]:
    """Return the names of the fields of a struct and of the structs in it."""
    _, schemas = msgspec.json.schema_components([kind])
    return {name for schema in schemas.values() for name in schema.get("properties", ())}


def _find(root: yaml.Node | None, where: str) -> yaml.Node | None:
    """Return the node of a path like `$.measures[2].unit`, or the last one on the way to it."""
    node = root
    for name, index in _STEP.findall(where):
        found = _child(node, name, index)
        if found is None:
            return node
        node = found
    return node


def _child(node: yaml.Node | None, name: str, index: str) -> yaml.Node | None:
    if isinstance(node, yaml.MappingNode) and name:
        return next((value for key, value in node.value if key.value == name), None)
    if isinstance(node, yaml.SequenceNode) and index and int(index) < len(node.value):
        item: yaml.Node = node.value[int(index)]
        return item
    return None


def _error(path: Path, node: yaml.Node | None, what: str) -> SettingsError:
    return SettingsError(f"{path}:{node.start_mark.line + 1 if node else 1}: {what}")
