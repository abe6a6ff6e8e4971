"""`snapshot.json`: the same facts go in and come out, and what is wrong with a file is one line."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kubefolio.errors import SnapshotError
from kubefolio.facts.base import Origin, Reading
from kubefolio.facts.factset import SCHEMA, FactSet, readings
from kubefolio.facts.snapshot import MAX_BYTES, decode_snapshot, encode_snapshot, read_snapshot, write_snapshot
from tests.facts.strategies import reading_of
from tests.scenarios import BUILDERS, scenario
from tests.scenarios.moments import NOW
from tests.scenarios.typewalk import fact_types

FIELDS = fact_types()


@pytest.mark.parametrize("name", BUILDERS)
def test_snapshot_gives_back_the_facts_it_was_made_of(name: str) -> None:
    assert decode_snapshot(encode_snapshot(scenario(name))) == scenario(name)


@pytest.mark.parametrize("name", BUILDERS)
def test_same_facts_give_the_same_bytes(name: str) -> None:
    first = encode_snapshot(BUILDERS[name]())
    assert first == encode_snapshot(BUILDERS[name]())
    assert first == encode_snapshot(decode_snapshot(first))


@pytest.mark.parametrize("field", FIELDS)
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_snapshot_gives_back_any_facts_of_every_kind(field: str, data: st.DataObject) -> None:
    facts = msgspec.structs.replace(FactSet(), **{field: data.draw(reading_of(FIELDS[field]))})
    assert decode_snapshot(encode_snapshot(facts)) == facts


def test_every_fact_has_a_line_of_its_own() -> None:
    facts = scenario("healthy")
    lines = encode_snapshot(facts).decode().splitlines()
    single = [line for line in lines if line.startswith("    {")]
    assert len(single) == sum(len(reading.items) for _, reading in readings(facts))
    assert all(isinstance(json.loads(line.removesuffix(",")), dict) for line in single)


def test_one_more_fact_adds_one_line() -> None:
    facts = scenario("healthy")
    more = Reading((*facts.pods.items, *facts.pods.items[:1]), facts.pods.origin)
    before, after = encode_snapshot(facts), encode_snapshot(msgspec.structs.replace(facts, pods=more))
    assert after.count(b"\n") == before.count(b"\n") + 1


def test_fields_stand_in_the_order_of_the_type() -> None:
    assert tuple(json.loads(encode_snapshot(scenario("healthy")))) == FactSet.__struct_fields__


def test_missing_and_nothing_found_are_told_apart() -> None:
    origin = Origin("kubernetes", "/api/v1/pods", NOW)
    looked = decode_snapshot(encode_snapshot(msgspec.structs.replace(FactSet(), pods=Reading((), origin))))
    assert looked.pods.value == ()
    assert decode_snapshot(encode_snapshot(FactSet())).pods.value == FactSet().pods.value


BROKEN = {
    "another schema": b'{"schema": 99}',
    "no schema": b"{}",
    "a list": b"[]",
    "empty": b"",
    "not JSON": b"apiVersion: v1\n",
    "cut off": encode_snapshot(FactSet())[:-30],
    "not UTF-8": b'{"schema": 1, "nodes": {"value": [], "origin": {"source": "kubernetes", "locator": "\xff"}}}',
    "deeper than anything": b'{"schema": 1, "x": ' + b"[" * 100_000,
    "a number beyond all": b'{"schema": 1e400}',
    "a kind of another form": b'{"schema": 1, "nodes": {"value": 3}}',
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_no_snapshot_is_one_line_that_names_the_file(what: str, tmp_path: Path) -> None:
    file = tmp_path / "snapshot.json"
    file.write_bytes(BROKEN[what])
    with pytest.raises(SnapshotError) as caught:
        read_snapshot(file)
    assert str(caught.value).startswith(f"{file}: ")
    assert "\n" not in str(caught.value)


def test_another_schema_says_which_and_what_to_do() -> None:
    with pytest.raises(SnapshotError, match=rf"has schema 99, this version reads {SCHEMA}; .*kubefolio collect"):
        decode_snapshot(BROKEN["another schema"], "old.json")


def test_missing_file_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match=r"none\.json: cannot be read \(No such file.*kubefolio collect"):
        read_snapshot(tmp_path / "none.json")


def test_folder_in_place_of_a_file_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match=r"cannot be read"):
        read_snapshot(tmp_path)


def test_too_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "snapshot.json"
    with file.open("wb") as sparse:
        sparse.truncate(MAX_BYTES + 1)
    with pytest.raises(SnapshotError, match=r"is larger than 512 MiB"):
        read_snapshot(file)


def test_snapshot_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "new" / "snapshot.json"
    write_snapshot(scenario("healthy"), file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read_snapshot(file) == scenario("healthy")


def test_written_snapshot_leaves_nothing_else_behind(tmp_path: Path) -> None:
    write_snapshot(FactSet(), tmp_path / "snapshot.json")
    write_snapshot(FactSet(), tmp_path / "snapshot.json")
    assert [path.name for path in tmp_path.iterdir()] == ["snapshot.json"]


def test_failed_write_is_one_error_and_leaves_what_was_there(tmp_path: Path) -> None:
    (tmp_path / "snapshot.json").mkdir()
    with pytest.raises(SnapshotError, match=r"cannot be written"):
        write_snapshot(FactSet(), tmp_path / "snapshot.json")
    assert [path.name for path in tmp_path.iterdir()] == ["snapshot.json"]


def test_file_in_place_of_a_folder_is_one_error_and_stays(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("mine")
    with pytest.raises(SnapshotError, match=r"cannot be written"):
        write_snapshot(FactSet(), tmp_path / "data" / "snapshot.json")
    assert (tmp_path / "data").read_text() == "mine"
