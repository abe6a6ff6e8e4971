"""What is installed is what was tested: the lock satisfies the project, and every line of it has a hash."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SITE, TEST = ROOT / "requirements/site.txt", ROOT / "requirements/test.txt"


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(file: Path) -> dict[str, tuple[Version, ...]]:
    """Return the versions of each package; some have one for each of several Python versions."""
    versions: dict[str, tuple[Version, ...]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", file.read_text("utf-8"), re.MULTILINE):
        versions[plain(name)] = (*versions.get(plain(name), ()), Version(version))
    return versions


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        (SITE, PROJECT["dependencies"]),
        (TEST, [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]),
    ],
    ids=["site", "test"],
)
def test_the_lock_satisfies_the_project(file: Path, wanted: list[str]) -> None:
    versions = locked(file)
    requirements = [Requirement(text) for text in wanted]
    missing = [
        str(one)
        for one in requirements
        if not any(one.specifier.contains(version) for version in versions.get(plain(one.name), ()))
    ]
    assert missing == [], "run 'make lock'"


@pytest.mark.parametrize("file", [SITE, TEST], ids=["site", "test"])
def test_every_package_is_pinned_with_hashes_and_none_comes_from_a_named_place(file: Path) -> None:
    text = file.read_text("utf-8")
    pinned = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(pinned) > 30
    assert [block.splitlines()[0] for block in pinned if "--hash=sha256:" not in block or "==" not in block] == []
    assert not re.search(r"https?:|file:|^-", text, re.MULTILINE)


def test_what_tests_use_besides_does_not_change_what_the_site_uses() -> None:
    site, test = locked(SITE), locked(TEST)
    assert {name: versions for name, versions in site.items() if test.get(name) != versions} == {}
