"""Parsed files under their Git blob ids, in one file that may be deleted at any time."""

from __future__ import annotations

import contextlib
from pathlib import Path

import msgspec

from kubefolio.files import write_whole
from kubefolio.sources.gitops.documents import ParsedFile

VERSION = 1
"""Raised when what is kept for a blob changes its meaning."""


class Kept(msgspec.Struct, array_like=True):
    """The file on disk."""

    version: int
    files: dict[str, msgspec.Raw]


class BlobCache:
    """What earlier runs parsed. Without a folder, or with a damaged file, it is empty and nothing breaks."""

    def __init__(self, cache_dir: Path | None, repository: str) -> None:
        """Load what is there for a repository."""
        self.path = cache_dir / "gitops" / f"{repository}.documents" if cache_dir is not None else None
        self.kept = self.load()
        self.used: dict[str, msgspec.Raw] = {}
        self.changed = False
        self.encoder = msgspec.msgpack.Encoder()
        self.decoder = msgspec.msgpack.Decoder(ParsedFile)

    def load(self) -> dict[str, msgspec.Raw]:
        """Return what the file holds, nothing if it cannot be read."""
        if self.path is None:
            return {}
        try:
            kept = msgspec.msgpack.decode(self.path.read_bytes(), type=Kept)
        except (OSError, msgspec.DecodeError):
            return {}
        return kept.files if kept.version == VERSION else {}

    def get(self, blob_id: str) -> ParsedFile | None:
        """Return a parsed file, if it is known."""
        raw = self.used.get(blob_id) or self.kept.get(blob_id)
        if raw is None:
            return None
        try:
            parsed = self.decoder.decode(raw)
        except msgspec.DecodeError:
            return None
        self.used[blob_id] = raw
        return parsed

    def put(self, blob_id: str, parsed: ParsedFile) -> None:
        """Keep a parsed file for the next run."""
        if self.path is not None:
            self.used[blob_id] = msgspec.Raw(self.encoder.encode(parsed))
            self.changed = True

    def save(self) -> None:
        """Write what this run used, if it is not what is there; a folder that cannot be written is no problem."""
        if self.path is None or not (self.changed or len(self.used) != len(self.kept)):
            return
        with contextlib.suppress(OSError):
            write_whole(self.path, self.encoder.encode(Kept(VERSION, self.used)))
