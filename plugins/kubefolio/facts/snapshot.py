"""`snapshot.json`: a FactSet as text, one fact a line, so that Git can diff it. The same facts give the same bytes."""

from __future__ import annotations

from pathlib import Path

import msgspec

from kubefolio.errors import SnapshotError
from kubefolio.facts.base import Missing, Reading
from kubefolio.facts.factset import SCHEMA, FactSet
from kubefolio.files import write_whole

MAX_BYTES = 512 * 1024 * 1024
"""A snapshot larger than this is refused before it is read."""


PRIVATE_MODE, PUBLIC_MODE = 0o600, 0o644


class _Header(msgspec.Struct):
    schema: int


def encode_snapshot(facts: FactSet) -> bytes:
    """Return the snapshot's text: fields in the order of the type, each fact on a line of its own."""
    lines = ["{"]
    for name in FactSet.__struct_fields__:
        lines.extend(_field_lines(name, getattr(facts, name)))
    lines[-1] = lines[-1].removesuffix(",")
    return ("\n".join(lines) + "\n}\n").encode()


def _field_lines(name: str, value: object) -> list[str]:
    """Return the lines of one field; only a reading's list of facts is broken over lines."""
    if not isinstance(value, Reading) or isinstance(value.value, Missing) or not value.value:
        return [f'  "{name}": {_text(value)},']
    items = value.value
    head = f'  "{name}": {{"origin": {_text(value.origin)}, "value": ['
    return [head, *(f"    {_text(item)}," for item in items[:-1]), f"    {_text(items[-1])}", "  ]},"]


def _text(value: object) -> str:
    return msgspec.json.encode(value, order="sorted").decode()


def decode_snapshot(data: bytes, name: str = "snapshot") -> FactSet:
    """Return the facts of a snapshot's text; what is wrong with it is a SnapshotError that names `name`."""
    try:
        schema = msgspec.json.decode(data, type=_Header).schema
        if schema != SCHEMA:
            raise SnapshotError(
                f"{name}: has schema {schema}, this version reads {SCHEMA}; record it again with 'kubefolio collect'"
            )
        return msgspec.json.decode(data, type=FactSet)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise SnapshotError(f"{name}: is not a kubefolio snapshot: {error}") from error


def read_snapshot(path: Path) -> FactSet:
    """Read a snapshot file; a file that is missing, too large or not a snapshot is a SnapshotError."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SnapshotError(f"{path}: is larger than {MAX_BYTES // 1024**2} MiB")
        return decode_snapshot(path.read_bytes(), str(path))
    except OSError as error:
        raise SnapshotError(f"{path}: cannot be read ({error.strerror}); record it with 'kubefolio collect'") from error


def write_snapshot(facts: FactSet, path: Path) -> None:
    """Write a snapshot whole or not at all. One that was not redacted holds private values: only its owner may read it.

    Raises:
        SnapshotError: the file cannot be written; one that was there before is left as it was.
    """
    data = encode_snapshot(facts)
    try:
        write_whole(path, data, mode=PUBLIC_MODE if facts.edition == "public" else PRIVATE_MODE)
    except OSError as error:
        raise SnapshotError(f"{path}: cannot be written ({error.strerror}); give another path") from error
