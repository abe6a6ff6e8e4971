"""The owner's key and table: made once, for the owner alone, and never where files are published."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from kubefolio.errors import SettingsError
from kubefolio.redact.settings import AliasSettings
from kubefolio.redact.store import read_key, refuse_published, write_table


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def key_of(settings: AliasSettings) -> tuple[bytes, list[str]]:
    told: list[str] = []
    return read_key(settings, told.append), told


def test_key_is_made_once_for_the_owner_alone_and_says_so(tmp_path: Path) -> None:
    settings = AliasSettings(key_file=str(tmp_path / "new" / "key"))
    first, told = key_of(settings)
    assert key_of(settings) == (first, [])
    assert mode(tmp_path / "new" / "key") == 0o600
    assert len(first) == 64
    assert told == [f"aliases: made a new key in {tmp_path}/new/key; keep it: with another one every alias is another"]


def test_key_of_the_environment_stands_above_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBEFOLIO_ALIAS_KEY", "a key from the environment")
    assert key_of(AliasSettings(key_file=str(tmp_path / "key"))) == (b"a key from the environment", [])
    assert not (tmp_path / "key").exists()


def test_environment_may_name_the_file_of_a_mounted_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBEFOLIO_ALIAS_KEY_FILE", str(tmp_path / "mounted"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    made, _ = key_of(AliasSettings())
    (tmp_path / "mounted").write_text("a key from a secret\n")
    assert key_of(AliasSettings()) == (b"a key from a secret", [])
    assert (tmp_path / "data/kubefolio/alias-key").read_text().strip().encode() == made
    assert key_of(AliasSettings(key_file=str(tmp_path / "named")))[0] != b"a key from a secret"


def test_short_key_is_refused_without_being_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBEFOLIO_ALIAS_KEY", "hunter2")
    with pytest.raises(SettingsError, match=r"KUBEFOLIO_ALIAS_KEY: .* must have 16 characters") as caught:
        key_of(AliasSettings())
    assert "hunter2" not in str(caught.value)


def test_folder_that_cannot_be_made_gives_a_key_for_one_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "file"))
    first, told = key_of(AliasSettings())
    assert first != key_of(AliasSettings())[0]
    assert "for this build alone; set KUBEFOLIO_ALIAS_KEY" in told[0]


def test_key_file_that_is_named_and_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"file/key: the key of the aliases cannot be read or made"):
        key_of(AliasSettings(key_file=str(tmp_path / "file" / "key")))


def test_table_is_for_the_owner_alone_and_keeps_what_earlier_builds_gave(tmp_path: Path) -> None:
    path = tmp_path / "new" / "aliases.json"
    write_table({"node-b": "old"}, path)
    write_table({"host-a": "nas.lan"}, path)
    assert json.loads(path.read_text("utf-8")) == {"host-a": "nas.lan", "node-b": "old"}
    assert (mode(path), mode(path.parent)) == (0o600, 0o700)
    assert [one.name for one in path.parent.iterdir()] == ["aliases.json"]


def test_file_that_is_no_table_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "aliases.json").write_text("not JSON")
    write_table({"a": "b"}, tmp_path / "aliases.json")
    assert json.loads((tmp_path / "aliases.json").read_text()) == {"a": "b"}


@pytest.mark.parametrize("name", ["table", "key_file"])
@pytest.mark.parametrize("path", ["site/x/y", "docs/y", "elsewhere/../docs/y"])
def test_owners_file_in_a_published_folder_is_refused(name: str, path: str, tmp_path: Path) -> None:
    settings = AliasSettings(**{name: str(tmp_path / path)})
    with pytest.raises(SettingsError, match=rf"aliases\.{name}: .* which is published; give another path"):
        refuse_published(settings, (tmp_path / "site", tmp_path / "docs"))
