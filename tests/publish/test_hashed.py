"""Addresses made of content."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kubefolio.publish.hashed import HASHED, hash_addresses


def write(site: Path, **files: str) -> Path:
    for name, text in files.items():
        path = site / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return site


def hashed(site: Path, html: str, page: str = "a/index.html") -> str:
    (site / page).parent.mkdir(parents=True, exist_ok=True)
    (site / page).write_text(html)
    hash_addresses(site)
    return (site / page).read_text()


@pytest.mark.parametrize(
    "element",
    [
        '<link rel="stylesheet" href="../x.css">',
        "<link href='../x.css' rel='stylesheet'>",
        "<link rel=stylesheet href=../x.css>",
        '<link rel="preload" as="style" href="../x.css?v=1">',
        '<img alt="a > b" src="../x.png">',
        '<img\n src="/x.png" alt="">',
        '<script defer src="../x.js"></script>',
        '<video poster="../x.png"></video>',
    ],
)
def test_what_a_page_loads_gets_the_hash_of_its_content(tmp_path: Path, element: str) -> None:
    write(tmp_path, x_css="a", x_png="b", x_js="c")
    after = hashed(tmp_path, element)
    assert re.sub(r"\.[0-9a-f]{16}(?=\.)", "", after) == element
    (name,) = re.findall(r"x\.[0-9a-f]{16}\.\w+", after)
    original = tmp_path / re.sub(r"\.[0-9a-f]{16}", "", name)
    assert (tmp_path / name).read_bytes() == original.read_bytes()
    assert HASHED.search(name)


@pytest.mark.parametrize(
    "element",
    [
        '<a href="../x.png">x</a>',
        '<link rel="canonical" href="../x.css">',
        '<link rel="next" href="../x.css">',
        '<img src="https://other.example/x.png">',
        '<img src="//other.example/x.png">',
        '<img src="data:image/png;base64,AAAA">',
        '<img src="../../../etc/x.png">',
        '<img src="../gone.png">',
        '<!-- <img src="../x.png"> -->',
        '<script type="application/json">{"search": "../x.js"}</script>',
        "&lt;img src=&quot;../x.png&quot;&gt;",
    ],
)
def test_what_is_only_linked_or_not_ours_stays(tmp_path: Path, element: str) -> None:
    write(tmp_path, x_css="a", x_png="b", x_js="c")
    assert hashed(tmp_path, element) == element


def test_candidates_of_a_srcset_are_each_named(tmp_path: Path) -> None:
    write(tmp_path, x_png="1", y_png="2")
    after = hashed(tmp_path, '<img srcset="../x.png 1x, ../y.png 2x">')
    assert re.fullmatch(r'<img srcset="\.\./x\.[0-9a-f]{16}\.png 1x, \.\./y\.[0-9a-f]{16}\.png 2x">', after)


def test_a_stylesheet_names_hashed_files_and_changes_its_name_with_them(tmp_path: Path) -> None:
    link = '<link rel="stylesheet" href="../css/x.css">'
    write(tmp_path, css__x_css='@import "y.css"; a { b: url("../m.svg#z") }', css__y_css="c: url(../m.svg)", m_svg="1")
    first = hashed(tmp_path, link)
    write(tmp_path, m_svg="2")
    second = hashed(tmp_path, link)
    assert first != second
    (style,) = re.findall(r"x\.\w+\.css", second)
    text = (tmp_path / "css" / style).read_text()
    assert re.fullmatch(r'@import "y\.[0-9a-f]{16}\.css"; a \{ b: url\("\.\./m\.[0-9a-f]{16}\.svg#z"\) \}', text)


def test_stylesheets_that_import_each_other_end(tmp_path: Path) -> None:
    write(tmp_path, x_css="@import 'y.css';", y_css="@import 'x.css';")
    assert ".css" in hashed(tmp_path, '<link rel="stylesheet" href="../x.css">')


def test_an_inline_script_becomes_a_file_in_its_place(tmp_path: Path) -> None:
    after = hashed(tmp_path, "<p>1</p><script>a < b && c</script><p>2</p>")
    (name,) = re.findall(r'^<p>1</p><script src="\.\./(assets/inline\.[0-9a-f]{16}\.js)"></script><p>2</p>$', after)
    assert (tmp_path / name).read_text() == "a < b && c"


@pytest.mark.parametrize("page", ["404.html", "es/404.html"])
def test_the_page_for_what_is_not_there_is_right_at_any_address(tmp_path: Path, page: str) -> None:
    assert 'src="/assets/inline.' in hashed(tmp_path, "<script>a</script>", page)


def test_a_name_that_holds_a_hash_already_is_kept(tmp_path: Path) -> None:
    write(tmp_path, assets__bundle_a5f9d56c_min_js="x")
    element = '<script src="../assets/bundle.a5f9d56c.min.js"></script>'
    assert hashed(tmp_path, element) == element


def test_doing_it_twice_changes_nothing_more(tmp_path: Path) -> None:
    write(tmp_path, x_css="a")
    once = hashed(tmp_path, '<link rel="stylesheet" href="../x.css"><script>b</script>')
    hash_addresses(tmp_path)
    assert (tmp_path / "a/index.html").read_text() == once


def test_bytes_that_are_no_utf8_are_left_as_they_are(tmp_path: Path) -> None:
    write(tmp_path, x_css="a")
    (tmp_path / "i.html").write_bytes(b'\xff<link rel="stylesheet" href="x.css">\xfe')
    hash_addresses(tmp_path)
    assert re.fullmatch(
        rb'\xff<link rel="stylesheet" href="x\.[0-9a-f]{16}\.css">\xfe', (tmp_path / "i.html").read_bytes()
    )
