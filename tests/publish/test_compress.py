"""Compression ahead of time, and times made of content."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest

from kubefolio.publish.build import StopRequested
from kubefolio.publish.compress import compress_site, content_time


def nothing() -> None:
    """Never give up."""


def site_of(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "index.html").write_text(text)
    return folder


def test_both_forms_hold_the_content(tmp_path: Path) -> None:
    site = site_of(tmp_path / "site", "word " * 1000)
    compress_site(site, None, nothing)
    content = (site / "index.html").read_bytes()
    assert gzip.decompress((site / "index.html.gz").read_bytes()) == content
    assert brotli.decompress((site / "index.html.br").read_bytes()) == content


def test_what_gets_no_smaller_is_not_compressed(tmp_path: Path) -> None:
    site = site_of(tmp_path / "site", "short")
    (site / "photo.png").write_bytes(bytes(5000))
    compress_site(site, None, nothing)
    assert sorted(file.name for file in site.iterdir()) == ["index.html", "photo.png"]


def test_a_download_that_is_compressed_already_stays_and_gets_its_time(tmp_path: Path) -> None:
    site = site_of(tmp_path / "site", "short")
    (site / "files.tar.gz").write_bytes(b"packed")
    compress_site(site, None, nothing)
    assert (site / "files.tar.gz").stat().st_mtime == content_time(b"packed")
    assert not (site / "files.tar.gz.gz").exists()


def test_equal_content_has_the_same_time_and_other_content_of_the_same_size_another(tmp_path: Path) -> None:
    texts = ("a" * 2000, "a" * 2000, "b" * 2000)
    sites = [site_of(tmp_path / str(number), text) for number, text in enumerate(texts)]
    for site in sites:
        compress_site(site, None, nothing)
    for name in ("index.html", "index.html.gz", "index.html.br"):
        first, again, other = ((site / name).stat().st_mtime for site in sites)
        assert first == again
        assert first != other


def test_what_is_equal_to_the_served_site_takes_no_more_space(tmp_path: Path) -> None:
    one, two = (site_of(tmp_path / name, "word " * 1000) for name in "ab")
    (two / "new.html").write_text("new " * 1000)
    compress_site(one, None, nothing)
    compress_site(two, one, nothing)
    assert all((two / name).samefile(one / name) for name in ("index.html", "index.html.gz", "index.html.br"))
    assert (two / "new.html.br").exists()


def test_it_gives_up_when_told_to(tmp_path: Path) -> None:
    def stop() -> None:
        raise StopRequested

    with pytest.raises(StopRequested):
        compress_site(site_of(tmp_path / "site", "x"), None, stop)
