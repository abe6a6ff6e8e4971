"""The tree that an earlier build rendered, so that the same facts are not rendered twice.

A tree depends on the facts, on what the owner set and wrote, on what the notices say of the facts' age, and on this
package. All of it is hashed; the one tree that is kept is taken only where the hash is the same. Where it is another
one, the parts of it that are made from the same are taken.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from functools import partial
from hashlib import sha256
from pathlib import Path

import msgspec
from mkdocs.config.defaults import MkDocsConfig

from kubefolio.claims import NO_CLAIMS, Ledger
from kubefolio.edition import Edition
from kubefolio.facts.factset import FactSet, readings
from kubefolio.facts.fleet import Cluster
from kubefolio.facts.snapshot import encode_snapshot
from kubefolio.files import write_whole
from kubefolio.fleet import render_site
from kubefolio.measures import Measurement
from kubefolio.mkdocs_plugins.claims import ClaimsPlugin
from kubefolio.mkdocs_plugins.facts import FactsPlugin
from kubefolio.pages.base import Document, File
from kubefolio.pages.parts import Parts
from kubefolio.render import render, render_cluster
from kubefolio.settings import CLAIMS_PLUGIN, PLUGIN, Settings
from kubefolio.views.encode import front_matter
from kubefolio.views.fleet import site_of
from kubefolio.views.notice import Site, build_notices

_PACKAGE = Path(__file__).parents[1]


class _Kept(msgspec.Struct, array_like=True):
    """The file on disk."""

    key: str
    files: list[tuple[str, str, dict[str, bool | str | list[str]] | None]]
    """Path; the content, or of a page its body; of a page what its front matter says."""


def _digest(facts: FactSet, site: Site, ledger: Ledger, settings: Settings) -> str:
    """Return what a tree depends on, as one short text."""
    digest = sha256(encode_snapshot(facts))
    written = [Path(file) for file in (settings.measures, settings.standard) if file]
    digest.update(b"\0".join(file.read_bytes() for file in written))
    notices = (notice for name, _ in readings(facts) for notice in build_notices(facts, site, (name,)))
    shown = (str(site.language), repr((settings, site.exceptions)), repr(ledger), *notices, *_package())
    digest.update("\0".join(shown).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _package() -> list[str]:
    stats = ((path, path.stat()) for path in sorted(_PACKAGE.rglob("*")) if path.suffix not in (".pyc", ""))
    return [f"{path} {stat.st_size} {stat.st_mtime_ns}" for path, stat in stats]


class Trees:
    """The tree of one site; while serving it is rendered again only for other facts or claims."""

    def __init__(self) -> None:
        """Start with none."""
        self._tree: tuple[File, ...] = ()
        self._edition: Edition | None = None
        self._asked: tuple[Site, Ledger] | None = None

    def find(self, config: MkDocsConfig, path: Path | None) -> tuple[File, ...]:
        """Return the tree for what was read; the file keeps it between builds, unless there is none."""
        plugin, claims = config.plugins[PLUGIN], config.plugins.get(CLAIMS_PLUGIN)
        assert isinstance(plugin, FactsPlugin)  # noqa: S101  # its name is ours
        ledger = claims.ledger if isinstance(claims, ClaimsPlugin) else NO_CLAIMS
        if self._edition is not plugin.edition or self._asked != (plugin.site, ledger):
            self._tree = find_site(path, plugin.edition, plugin.site, ledger, plugin.settings)
            self._edition, self._asked = plugin.edition, (plugin.site, ledger)
        return self._tree


def find_site(path: Path | None, edition: Edition, site: Site, ledger: Ledger, settings: Settings) -> tuple[File, ...]:
    """Return the tree of a site; of several clusters each has a file, so that one that changed is rendered alone."""
    if path is None:
        return render_site(edition, site, ledger)
    if not edition.clusters:
        return find_tree(path, edition.facts, site, ledger, settings)

    def one(cluster: Cluster, site: Site, claims: Ledger, taken: Mapping[str, Measurement]) -> tuple[File, ...]:
        make = partial(render_cluster, cluster, site, claims, taken)
        kept = path.with_name(f"{path.name}.{cluster.name}.tree")
        return find_tree(kept, cluster.facts, site_of(cluster, site), claims, settings, make=make)

    return render_site(edition, site, ledger, one)


def find_tree(
    path: Path,
    facts: FactSet,
    site: Site,
    ledger: Ledger,
    settings: Settings,
    *,
    make: Callable[[Parts], tuple[File, ...]] | None = None,
) -> tuple[File, ...]:
    """Return a tree: the one that the file keeps for just these, else what is made now, which is kept there."""
    key = _digest(facts, site, ledger, settings)
    kept = _read(path)
    if kept.key == key:
        return tuple(_file(*one) for one in kept.files)
    parts = _read_parts(_beside(path), str(site.language))
    tree = make(parts) if make else render(facts, site, ledger, parts)
    with contextlib.suppress(OSError):
        write_whole(path, msgspec.msgpack.encode((key, [_parts(file) for file in tree])))
        write_whole(_beside(path), msgspec.msgpack.encode((_version(str(site.language)), parts.used)))
    return tree


def _beside(path: Path) -> Path:
    """Return where parts of the tree are kept: they are read only where the tree is another one."""
    return path.with_name(f"{path.name}-parts")


def _version(language: str) -> str:
    return sha256("\0".join((language, *_package())).encode("utf-8", "surrogatepass")).hexdigest()


def _read_parts(path: Path, language: str) -> Parts:
    try:
        version, kept = msgspec.msgpack.decode(path.read_bytes(), type=tuple[str, dict[str, str]])
    except (OSError, msgspec.DecodeError):
        return Parts()
    return Parts(kept if version == _version(language) else None)


def _read(path: Path) -> _Kept:
    try:
        return msgspec.msgpack.decode(path.read_bytes(), type=_Kept)
    except (OSError, msgspec.DecodeError):
        return _Kept("", [])


def _parts(file: File) -> tuple[str, str, Mapping[str, object] | None]:
    return (file.path, file.body, file.meta) if isinstance(file, Document) else (file.path, file.content, None)


def _file(path: str, text: str, meta: dict[str, bool | str | list[str]] | None) -> File:
    return File(path, text) if meta is None else Document(path, f"{front_matter(meta)}\n{text}", meta, text)
