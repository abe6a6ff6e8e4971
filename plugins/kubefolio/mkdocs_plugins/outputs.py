"""What the theme made of generated pages in earlier builds, so that a page that did not change is not laid out again.

A page's output depends on the page itself and on what all pages share: the configuration, the navigation, the theme's
templates, the versions of what runs. Both are hashed; only a page whose two hashes are known is taken from here.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import msgspec
from jinja2 import ChoiceLoader, DictLoader, Environment
from mkdocs.config.base import Config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure import StructureItem
from mkdocs.structure.nav import Navigation
from mkdocs.theme import Theme

from kubefolio.files import cache_folder, write_whole
from kubefolio.mkdocs_plugins.finished import FinishedPage

_READY_NAME = "kubefolio-ready.html"
_READY_TEMPLATE = "{{ page.ready }}"
"""The template of a page whose output is known."""

_LEFT_OUT = frozenset({"site_dir", "config_file_path", "docs_dir", "dev_addr", "watch"})
"""Options that no page depends on; while serving, the first is another folder each time."""
_PROGRAMS = ("mkdocs", "mkdocs-material", "jinja2", "kubefolio")


class OutputCache:
    """The outputs of one site. Without a file, or with a damaged one, it is empty and nothing breaks."""

    def __init__(self, path: Path) -> None:
        """Load what is there."""
        self._path = path
        self._shell = ""
        self._used: dict[str, str] = {}
        try:
            self._kept = msgspec.msgpack.decode(path.read_bytes(), type=dict[str, str])
        except (OSError, msgspec.DecodeError):
            self._kept = {}

    def open(self, config: MkDocsConfig, nav: Navigation) -> None:
        """Begin a build: hash what all its pages share."""
        parts = [*(version(name) for name in _PROGRAMS), *_describe(dict(config)), *_templates(config.theme)]
        self._shell = _digest(*parts, *(_item(item) for item in nav.items))

    def prepare(self, env: Environment, pages: Iterable[FinishedPage]) -> int:
        """Give each page whose output is known to a template that only prints it; return how many those are."""
        env.loader = ChoiceLoader([DictLoader({_READY_NAME: _READY_TEMPLATE}), *([env.loader] if env.loader else [])])
        for page in pages:
            key = self._key(page)
            if (output := self._kept.get(key)) is not None:
                self._used[key] = page.ready = output
                page.meta["template"] = _READY_NAME
        return len(self._used)

    def keep(self, page: FinishedPage, output: str) -> None:
        """Keep the output of a page for the next build."""
        self._used[self._key(page)] = output

    def close(self) -> None:
        """Write what this build used, if it is not what is there; a folder that cannot be written is no problem."""
        if self._used.keys() == self._kept.keys():
            return
        with contextlib.suppress(OSError):
            write_whole(self._path, msgspec.msgpack.encode(self._used))
        self._kept, self._used = self._used, {}

    def _key(self, page: FinishedPage) -> str:
        return _digest(self._shell, page.url, str(page.title), page.source, str(page.content))


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _describe(value: object) -> Iterator[str]:
    """Yield what a value of the configuration says, in its own order; of a plugin its name and its options."""
    match value:
        case BasePlugin():
            yield type(value).__qualname__
            yield from _describe(dict(value.config))
        case Theme() | Config() | Mapping():
            for key in value:
                if key not in _LEFT_OUT:
                    yield str(key)
                    yield from _describe(value[key])
        case list() | tuple():
            for item in value:
                yield from _describe(item)
        case _:
            yield repr(value) if isinstance(value, str | int | float | bool | None) else type(value).__qualname__


def _templates(theme: Theme) -> Iterator[str]:
    """Yield each template of the theme with its size and time, as far as someone could have changed it."""
    for folder in map(Path, theme.dirs):
        for path in sorted(folder.rglob("*.html")):
            stat = path.stat()
            yield f"{path} {stat.st_size} {stat.st_mtime_ns}"


def _item(item: StructureItem) -> str:
    """Return what the navigation says of an item and of all below it."""
    children = "".join(map(_item, getattr(item, "children", None) or ()))
    return f"{item.title}\1{getattr(item, 'url', '')}\1{children}\2"


def cache_file(config: MkDocsConfig, what: str) -> Path:
    """Return where something of this site is kept; two sites never share a file."""
    return cache_folder() / what / sha256(str(config.config_file_path).encode()).hexdigest()[:16]
