"""What changed between two looks at a cluster, and the feed of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.dom.minidom import parseString

import msgspec
import pytest

from examples.homelab.past import HISTORY, list_states
from kubefolio.errors import SnapshotError
from kubefolio.history import append_state, read_example_history, read_history
from kubefolio.pages.base import World
from kubefolio.portfolio.changes import build_months, describe
from kubefolio.portfolio.feed import FeedEntry, entries_of_changes, render_feed
from kubefolio.portfolio.states import State, decode_states, encode_state, list_changes, take_state
from tests.scenarios import SITE, scenario

DAY = datetime(2026, 11, 1, 12, tzinfo=UTC)
OLD = State(DAY, "v1.34.2", 2, {"Cilium": "1.19"}, {"loki": "6.54", "miniflux": "2.2"})
NEW = State(DAY + timedelta(days=30), "v1.34.6", 3, {"Cilium": "1.20"}, {"loki": "6.55", "forgejo": "16"})


def test_every_kind_of_change_is_a_sentence() -> None:
    assert [describe(change) for change in list_changes((OLD, NEW))] == [
        "forgejo is new: 16.",
        "Cilium went from 1.19 to 1.20.",
        "Kubernetes went from v1.34.2 to v1.34.6.",
        "The cluster has 3 nodes; before, it had 2.",
        "miniflux is gone; it was at 2.2.",
        "loki went from 6.54 to 6.55.",
    ]


@pytest.mark.parametrize("field", ["kubernetes", "nodes", "components", "applications"])
def test_what_could_not_be_read_is_no_change(field: str) -> None:
    unread = msgspec.structs.replace(NEW, **{field: None})
    known = {change.kind for change in list_changes((OLD, unread))} | {
        change.kind for change in list_changes((unread, OLD))
    }
    gone = {"components": {"component"}, "applications": {"added", "removed", "upgraded"}}.get(field, {field})
    assert known.isdisjoint(gone)


def test_a_state_of_facts_that_could_not_be_read_says_nothing() -> None:
    assert take_state(scenario("missing")) is None
    state = take_state(scenario("forbidden"))
    assert state is not None
    assert state.applications is None
    assert state.nodes == 3


def test_a_state_is_the_same_after_it_was_written() -> None:
    assert decode_states(encode_state(OLD) + b"\n" + encode_state(NEW), "x") == (OLD, NEW)


def test_a_history_gets_a_line_only_when_something_differs(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    assert append_state(file, OLD)
    assert not append_state(file, msgspec.structs.replace(OLD, at=NEW.at))
    assert append_state(file, NEW)
    assert read_history(file) == (OLD, NEW)


def test_a_broken_line_is_named_by_its_number(tmp_path: Path) -> None:
    (tmp_path / "h").write_bytes(encode_state(OLD) + b"\n{}\n")
    with pytest.raises(SnapshotError, match=r"h:2: is no state of a history"):
        read_history(tmp_path / "h")


def test_months_are_newest_first_and_tell_what_git_tells() -> None:
    months = build_months(World(scenario("healthy"), SITE), (OLD, NEW), "changes/")
    assert [month.id for month in months] == sorted((month.id for month in months), reverse=True)
    assert next(month for month in months if month.id == "2026-12").title == "December 2026"
    assert any(month.commits for month in months)


def test_history_of_the_example_is_what_its_script_writes() -> None:
    assert HISTORY.read_bytes() == b"".join(encode_state(state) + b"\n" for state in list_states())
    assert len(list_changes(read_example_history())) > 10


def test_feed_is_xml_whatever_the_words_are() -> None:
    entries = [
        *entries_of_changes((OLD, NEW), "https://x/changes/"),
        FeedEntry("i", "a & <b> \x00", "]]>", "https://x", DAY),
    ]
    feed = parseString(render_feed("T & U", "Me", "https://x/", entries))  # noqa: S318  # our own
    titles = [node.firstChild.nodeValue for node in feed.getElementsByTagName("title")]  # type: ignore[union-attr]
    assert titles == ["T & U", "6 changes in the cluster", "a & <b> "]


def test_feed_leads_to_the_heading_of_the_month() -> None:
    entry = next(iter(entries_of_changes((OLD, NEW), "https://x/changes/")))
    assert entry.url == "https://x/changes/#december-2026"


def test_without_anything_to_tell_there_is_no_feed() -> None:
    assert render_feed("T", "Me", "https://x/", []) == ""
