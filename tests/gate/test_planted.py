"""What is planted straight into pages, past the engine, is found: every kind, in every way of writing."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubefolio.gate import Report, scan_site
from tests.gate.planted import WAYS, Planted, planted, write

VALUES = planted()
CASED = ("token", "password", "value")
"""What has small and capital letters for a reason."""


def scan(site: Path, *values: Planted) -> Report:
    return scan_site(site, tuple(value for value in values if value.origin))


def plant(site: Path, value: Planted, way: int, number: int) -> str:
    name, content = write(value.value, way)
    file = site / f"{number}" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return file.relative_to(site).as_posix()


def test_there_are_three_hundred_of_twelve_kinds_and_none_is_there_twice() -> None:
    assert len({value.value for value in VALUES}) == 300


def test_all_three_hundred_are_found(tmp_path: Path) -> None:
    files = {plant(tmp_path, value, number, number): value for number, value in enumerate(VALUES)}
    report = scan(tmp_path, *VALUES)
    found = {(finding.file, finding.kind) for finding in report.findings}
    assert [(file, value) for file, value in files.items() if (file, value.kind) not in found] == []


@pytest.mark.parametrize("way", range(len(WAYS)), ids=[name for name, _ in WAYS])
def test_every_kind_is_found_in_every_way_of_writing(tmp_path: Path, way: int) -> None:
    values = VALUES[::5]
    if WAYS[way][0] == "capitals.html":
        values = tuple(value for value in values if value.kind not in CASED)
    files = {plant(tmp_path, value, way, number): value for number, value in enumerate(values)}
    found = {(finding.file, finding.kind) for finding in scan(tmp_path, *values).findings}
    assert [(file, value) for file, value in files.items() if (file, value.kind) not in found] == []


def test_no_finding_prints_a_value(tmp_path: Path) -> None:
    for number, value in enumerate(VALUES):
        plant(tmp_path, value, number, number)
    said = "\n".join(map(str, scan(tmp_path, *VALUES).findings))
    assert [value for value in VALUES if value.value in said] == []


def test_a_value_in_the_name_of_a_file_is_found(tmp_path: Path) -> None:
    for value in (one for one in VALUES[::25] if one.kind in ("node", "host", "address", "private-address", "email")):
        if "/" not in value.value:
            (tmp_path / f"{value.value}.html").write_text("<p>nothing</p>")
    report = scan(tmp_path, *VALUES)
    assert {finding.form for finding in report.findings} == {"in name"}
    assert len({finding.file for finding in report.findings}) == len(list(tmp_path.iterdir()))


def test_the_line_and_the_origin_are_named(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>\n\n<b>&#109;&#101;tal-0a1b2</b></p>\n")
    report = scan_site(tmp_path, (Planted("node", "metal-0a1b2", "nodes.name"),))
    assert [str(finding) for finding in report.findings] == [
        "page.html:3: node: a known value, from nodes.name (escaped)"
    ]
