"""Give every file that a page loads an address made of its content.

A page that was fetched before a switch asks for its stylesheet after it. Under a name such as `site.css` it would get
that of the next generation; under `site.0123456789abcdef.css` it gets its own, or none. The originals stay where they
are, for links from elsewhere. Inline scripts become such files too, so that the Content-Security-Policy of every site
is the same and names no hash.
"""

from __future__ import annotations

import os
import re
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

HASHED = re.compile(r"(?:^assets/.+\.[0-9a-f]{8}\.min\.(?:css|js)|\.[0-9a-f]{16}\.[a-z0-9]+)$")
"""Names of files whose content never changes: the theme's own, and those made here. nginx.conf has the same."""

LOADED = frozenset({".css", ".js", ".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico", ".mp4", ".webm"})
"""What a page loads by itself; documents that it links to keep their address."""

_ATTRIBUTES = r"(?:[^>\"']|\"[^\"]*\"|'[^']*')*"
_ELEMENT = re.compile(
    rf"<!--.*?-->|<script\b(?P<attributes>{_ATTRIBUTES})>(?P<body>.*?)</script\s*>"
    rf"|<(?:link|img|source|video|audio|embed|image)\b{_ATTRIBUTES}>",
    re.DOTALL | re.IGNORECASE,
)
_REFERENCE = re.compile(r"(\s(?:src|href|poster)\s*=\s*)(\"[^\"]*\"|'[^']*'|[^\s\"'>]+)", re.IGNORECASE)
_CANDIDATES = re.compile(r"(\ssrcset\s*=\s*)(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_LINK = re.compile(r"<link\b.*?\brel\s*=\s*[\"']?(?P<rel>[\w -]+)", re.DOTALL | re.IGNORECASE)
_LOADING_LINKS = frozenset({"stylesheet", "preload", "modulepreload", "icon", "apple-touch-icon"})
_TYPE = re.compile(r"\btype\s*=\s*[\"']?(?P<type>[\w/+-]+)", re.IGNORECASE)
_SCRIPT_TYPES = frozenset({"", "module", "text/javascript", "application/javascript"})
_IN_STYLES = re.compile(r"(url\(\s*|@import\s+)(\"[^\"]*\"|'[^']*'|[^\s\"')]+)", re.IGNORECASE)


def hash_addresses(site: Path) -> None:
    """Write the hashed files beside the originals and let every page of the site name them."""
    names = _Names(site)
    for page in sorted(site.rglob("*.html")):
        before = _read(page)
        after = _ELEMENT.sub(lambda found, page=page: _element(found, page, names), before)  # type: ignore[misc]
        if after != before:
            _write(page, after)


class _Names:
    """The hashed names of a site's files, each made once."""

    def __init__(self, site: Path) -> None:
        self.site = site
        self._known: dict[Path, str] = {}

    def of_reference(self, reference: str, base: Path) -> str:
        """Return a reference with the last part of its path replaced, or as it is where it is not ours to change."""
        path, mark, rest = re.match(r"([^?#]*)([?#]?)(.*)", reference, re.DOTALL).groups()  # type: ignore[union-attr]
        file = self._file(unquote(path), base)
        if file is None:
            return reference
        folder, slash, _ = path.rpartition("/")
        return f"{folder}{slash}{self._name(file)}{mark}{rest}"

    def of_script(self, body: str) -> str:
        """Write an inline script as a file and return its name below `assets/`."""
        content = body.encode("utf-8", "surrogateescape")
        file = self.site / "assets" / f"inline.{_digest(content)}.js"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
        return f"assets/{file.name}"

    def _file(self, path: str, base: Path) -> Path | None:
        """Return the file that a reference means, if the site has it and its name does not hold its content yet."""
        if not path or ":" in path or path.startswith("//"):
            return None
        below = path.lstrip("/") if path.startswith("/") else os.path.relpath(base / path, self.site)
        file = Path(os.path.normpath(self.site / below))
        if file.suffix.lower() not in LOADED or not file.is_relative_to(self.site) or not file.is_file():
            return None
        return None if HASHED.search(file.relative_to(self.site).as_posix()) else file

    def _name(self, file: Path) -> str:
        if file not in self._known:
            self._known[file] = file.name  # where two stylesheets import each other, one keeps the plain name
            content = self._content(file)
            name = f"{file.stem}.{_digest(content)}{file.suffix.lower()}"
            file.with_name(name).write_bytes(content)
            self._known[file] = name
        return self._known[file]

    def _content(self, file: Path) -> bytes:
        if file.suffix.lower() != ".css":
            return file.read_bytes()
        text = _IN_STYLES.sub(lambda found: found[1] + self._quoted(found[2], file.parent), _read(file))
        return text.encode("utf-8", "surrogateescape")

    def _quoted(self, value: str, base: Path) -> str:
        quote = value[0] if value[0] in "\"'" else ""
        return f"{quote}{self.of_reference(value.strip(quote) if quote else value, base)}{quote}"

    def in_attributes(self, element: str, page: Path) -> str:
        """Return an element with the references of its attributes replaced."""
        one = _REFERENCE.sub(lambda found: found[1] + self._quoted(found[2], page.parent), element)
        return _CANDIDATES.sub(lambda found: found[1] + self._candidates(found[2], page.parent), one)

    def _candidates(self, value: str, base: Path) -> str:
        parts = [part.strip().split(maxsplit=1) for part in value.strip("\"'").split(",")]
        named = [" ".join([self.of_reference(part[0], base), *part[1:]]) for part in parts if part]
        return f"{value[0]}{', '.join(named)}{value[0]}"


def _element(found: re.Match[str], page: Path, names: _Names) -> str:
    element = found[0]
    if element.startswith("<!--"):
        return element
    if found["attributes"] is not None:
        return _script(found, page, names)
    link = _LINK.match(element)
    if link and not set(link["rel"].lower().split()) & _LOADING_LINKS:
        return element
    return names.in_attributes(element, page)


def _script(found: re.Match[str], page: Path, names: _Names) -> str:
    attributes, body = found["attributes"], found["body"]
    if _REFERENCE.search(attributes):
        return f"<script{names.in_attributes(attributes, page)}>{body}</script>"
    kind = _TYPE.search(attributes)
    if not body.strip() or (kind["type"].lower() if kind else "") not in _SCRIPT_TYPES:
        return found[0]
    return f'<script{attributes} src="{_root(page, names.site)}{names.of_script(body)}"></script>'


def _root(page: Path, site: Path) -> str:
    """Return the way from a page to the root of the site; the page for what is not there is shown at any address."""
    depth = len(page.relative_to(site).parts) - 1
    return "/" if page.name == "404.html" else "../" * depth


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()[:16]


def _read(file: Path) -> str:
    return file.read_bytes().decode("utf-8", "surrogateescape")


def _write(file: Path, text: str) -> None:
    file.write_bytes(text.encode("utf-8", "surrogateescape"))
