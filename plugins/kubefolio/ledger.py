"""Reads the claims of a site from its files; what they mean is the business of `kubefolio.claims`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kubefolio.claims import Ledger, parse_ledger, parse_page
from kubefolio.errors import LedgerError

LEDGER = "claims.yml"
"""Name of the ledger beside `mkdocs.yml`."""
MAX_BYTES = 4 * 1024 * 1024
"""A ledger or page that is longer is refused before it is read."""


def read_ledger(base: Path, ledger: str | None, pages: Iterable[Path]) -> Ledger:
    """Return the claims of the ledger file and of the front matter of pages.

    Args:
        base: Folder of `mkdocs.yml`; files are named from there.
        ledger: Path of the ledger below it; None for `claims.yml`, which need not be there.
        pages: Markdown files; their claims stand behind those of the ledger, sorted by file.

    Raises:
        LedgerError: a file cannot be read or has a mistake; a line for each mistake.
    """
    file, found, problems = base / (ledger or LEDGER), Ledger(), []
    if ledger and not file.is_file():
        raise LedgerError(f"{ledger}: there is no such ledger; create it or correct the option `ledger`")
    readers = [(page, parse_page) for page in sorted(pages)]
    for path, parse in ((file, parse_ledger), *readers) if file.is_file() else readers:
        try:
            found += parse(_read(path), _name(path, base))
        except LedgerError as error:
            problems.append(str(error))
    if problems:
        raise LedgerError("\n".join(problems))
    return found


def read_page(path: Path, base: Path) -> tuple[str, str]:
    """Return a page's name below the folder of the site, and its text; a LedgerError where it cannot be read."""
    return _name(path, base), _read(path)


def folder_in_repository(base: Path) -> str:
    """Return the folder of `mkdocs.yml` below the root of the Git repository that it lies in, with a slash behind it.

    Empty for the root itself, and where there is no repository.
    """
    full = base.resolve()
    root = next((one for one in (full, *full.parents) if (one / ".git").exists()), full)
    return f"{full.relative_to(root).as_posix()}/" if root != full else ""


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise LedgerError(f"{path}: is larger than {MAX_BYTES // 1024**2} MiB; split it")
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise LedgerError(f"{path}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise LedgerError(f"{path}: is not text in UTF-8; save it as such") from error


def _name(path: Path, base: Path) -> str:
    """Return a file's name below the folder of the site, or its own name where it lies elsewhere."""
    full, root = path.resolve(), base.resolve()
    return full.relative_to(root).as_posix() if full.is_relative_to(root) else path.name
