"""A file of the owner's: read into a type, or one line that says where it is wrong and what to do."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from kubefolio.errors import SettingsError
from kubefolio.owner_file import read_owner_file


class Pet(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry."""

    name: str
    legs: int = 4


class Pets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file."""

    pets: tuple[Pet, ...] = ()
    homes: dict[str, int] = {}


def written(tmp_path: Path, text: str | bytes) -> Path:
    file = tmp_path / "pets.yml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "pets: []\n"])
def test_an_empty_file_is_the_defaults(text: str, tmp_path: Path) -> None:
    assert read_owner_file(written(tmp_path, text), Pets).content == Pets()


def test_content_is_read_into_the_type(tmp_path: Path) -> None:
    file = read_owner_file(written(tmp_path, "pets:\n  - {name: Rex}\n  - name: Tweety\n    legs: 2\n"), Pets)
    assert file.content == Pets((Pet("Rex"), Pet("Tweety", 2)))


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("pets:\n  - name: Rex\n    leg: 3\n", 3, "`leg` is no key here; did you mean `legs`?"),
        ("pets:\n  - name: Rex\n    zzz: 3\n", 3, "`zzz` is no key here; leave it out"),
        ("pet:\n  - name: Rex\n", 1, "`pet` is no key here; did you mean `pets`?"),
        ("pets:\n  - name: Rex\n  - legs: 3\n", 3, "Object missing required field `name` in $.pets[1]"),
        ("pets:\n  - name: Rex\n\n    legs: many\n", 4, "Expected `int`, got `str` in $.pets[0].legs"),
        ("homes:\n  a: 1\n  b: x\n", 2, "Expected `int`, got `str` in $.homes[...]"),
        ("pets: 3\n", 1, "Expected `array`, got `int` in $.pets"),
        ("just words\n", 1, "Expected `object`, got `str`"),
        ("pets:\n  - name: Rex\n    name: Max\n", 3, "`name` stands here a second time; keep one of the two"),
        ("homes: {a: 1}\npets: []\nhomes: {b: 1}\n", 3, "`homes` stands here a second time; keep one of the two"),
        ("pets:\n  - name: [Rex\n", 3, "is not YAML: expected ',' or ']', but got '<stream end>'; correct this line"),
        ("pets:\n\t- name: Rex\n", 2, "is not YAML: found character '\\t' that cannot start any token"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(text: str, line: int, words: str, tmp_path: Path) -> None:
    file = written(tmp_path, text)
    with pytest.raises(SettingsError) as caught:
        read_owner_file(file, Pets)
    assert str(caught.value).startswith(f"{file}:{line}: {words}")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"\xff\xfe\xff", "is not text in UTF-8"),
        ("a: \x00", "is not text in UTF-8 that YAML allows"),
        ("!!python/object:os.system {}\n", "cannot be read as YAML"),
    ],
)
def test_what_is_no_plain_yaml_is_one_line(text: str | bytes, words: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=words):
        read_owner_file(written(tmp_path, text), Pets)


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"cannot be read \(No such file or directory\)"):
        read_owner_file(tmp_path / "none.yml", Pets)


def test_a_part_can_be_named_with_its_line(tmp_path: Path) -> None:
    file = read_owner_file(written(tmp_path, "pets:\n  - name: Rex\n  - name: Max\n    legs: 2\n"), Pets)
    assert str(file.error("$.pets[1].legs", "too few")) == f"{file.path}:4: too few"
    assert str(file.error("$.pets[9].legs", "too few")) == f"{file.path}:2: too few"
