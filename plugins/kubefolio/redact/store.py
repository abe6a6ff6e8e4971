"""The owner's files: the key of the aliases, and the table from alias to value."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from kubefolio.errors import SettingsError
from kubefolio.files import write_whole
from kubefolio.redact.settings import AliasSettings

MIN_KEY_CHARACTERS = 16
MODE = 0o600
"""Readable and writable by the owner only."""


def data_folder() -> Path:
    """Return the folder for what must be kept, below `$XDG_DATA_HOME` or `~/.local/share`."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "kubefolio"


def read_key(settings: AliasSettings, warn: Callable[[str], None]) -> bytes:
    """Return the key of the aliases: from the environment, else from its file, which is made on first use.

    Where no file can be made, as in a container without a home, the key is for this build alone, and `warn` says so.

    Raises:
        SettingsError: the key is too short, or a file that the owner names cannot be read or made.
    """
    if text := os.environ.get(settings.key_env, "").strip():
        return _checked(text, f"the environment variable {settings.key_env}")
    path = key_path(settings)
    try:
        if not path.exists():
            _make_key(path)
            warn(f"aliases: made a new key in {path}; keep it: with another one every alias is another")
        return _checked(path.read_text(encoding="utf-8").strip(), str(path))
    except (OSError, UnicodeDecodeError) as error:
        why = (error.strerror or "") if isinstance(error, OSError) else "it is not text"
        if settings.key_file or path.exists():
            raise SettingsError(f"{path}: the key of the aliases cannot be read or made ({why})") from error
    warn(f"aliases: no key could be made in {path} ({why}), so they are for this build alone; set {settings.key_env}")
    return secrets.token_bytes(32)


def _checked(text: str, where: str) -> bytes:
    if len(text) < MIN_KEY_CHARACTERS:
        raise SettingsError(f"{where}: the key of the aliases must have {MIN_KEY_CHARACTERS} characters at least")
    return text.encode()


def _make_key(path: Path) -> None:
    """Write a new key; of two builds that make one at the same time, the first wins."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, MODE)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{secrets.token_hex(32)}\n")


def key_path(settings: AliasSettings) -> Path:
    """Return where the key is when it does not come from the environment; that may name a file, as one is mounted."""
    mounted = os.environ.get(f"{settings.key_env}_FILE", "")
    if not settings.key_file and mounted and Path(mounted).exists():
        return Path(mounted)
    return Path(settings.key_file) if settings.key_file else data_folder() / "alias-key"


def table_path(settings: AliasSettings) -> Path:
    """Return where the table is."""
    return Path(settings.table) if settings.table else data_folder() / "aliases.json"


def write_table(table: Mapping[str, str], path: Path) -> None:
    """Add aliases to the owner's table; those of earlier builds stay, so that an old page can still be read.

    Raises:
        SettingsError: it cannot be written.
    """
    if not table:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        text = json.dumps(_read_table(path) | dict(table), indent=2, sort_keys=True, ensure_ascii=False)
        write_whole(path, f"{text}\n".encode())
    except OSError as error:
        raise SettingsError(f"{path}: the table of aliases cannot be written ({error.strerror})") from error


def refuse_published(settings: AliasSettings, folders: Iterable[Path]) -> None:
    """Refuse a table or a key that lies in a folder whose files are published.

    Raises:
        SettingsError: one does.
    """
    for name, path in (("table", table_path(settings)), ("key_file", key_path(settings))):
        for folder in folders:
            if path.resolve().is_relative_to(folder.resolve()):
                raise SettingsError(f"aliases.{name}: {path}: lies in {folder}, which is published; give another path")


def _read_table(path: Path) -> dict[str, str]:
    """Return the table as it is; a file that is none is replaced."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
