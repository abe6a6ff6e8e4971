"""Text from outside is inert wherever a page puts it, and still reads as it was."""

from __future__ import annotations

import html
import json
import re
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment
from markupsafe import Markup
from mkdocs.utils.meta import get_data

from kubefolio.facts.base import Missing
from kubefolio.measures import measure_all
from kubefolio.views.encode import MAX_CHARACTERS, encode, fill, format_time, front_matter, page_meta, printable
from tests.scenarios import scenario
from tests.scenarios.hostile_strings import HOSTILE
from tests.views.inert import as_read, collapse, take_apart, to_html

is_for_each_text = pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:24]))


def unchanged_by_macros(source: str) -> str:
    """Return a page after the engine that the macros plugin uses, which has no sandbox: it must find nothing to do."""
    rendered = Environment(autoescape=False, keep_trailing_newline=True).from_string(source).render()  # noqa: S701
    assert rendered == source
    return rendered


@is_for_each_text
def test_what_a_template_is_filled_with_is_escaped_unless_it_is_markup(text: str) -> None:
    template = Markup('<b title="{}">{name}</b>{}')
    values = (text, encode(text), Markup("<i>"), 7)
    for first in values:
        for second in values:
            assert fill(str(template), first, second, name=first) == template.format(first, second, name=first)


def test_there_are_enough_hostile_strings() -> None:
    assert len(set(HOSTILE)) >= 60


@is_for_each_text
def test_text_in_a_paragraph_is_text(text: str) -> None:
    parts = take_apart(to_html(unchanged_by_macros(f"before {encode(text)} after")))
    assert (parts.tags, parts.attributes, parts.oddities) == (["p"], [], [])
    assert collapse(parts.text) == collapse(f"before {as_read(text)} after")


@is_for_each_text
def test_text_at_the_start_of_a_line_is_text(text: str) -> None:
    parts = take_apart(to_html(unchanged_by_macros(f"{encode(text)}\n")))
    assert set(parts.tags) <= {"p"}
    assert collapse(parts.text) == as_read(text)


@is_for_each_text
def test_text_in_a_table_cell_is_text(text: str) -> None:
    parts = take_apart(to_html(unchanged_by_macros(f"| a | b |\n|---|---|\n| {encode(text)} | end |\n")))
    assert parts.tags == ["table", "thead", "tr", "th", "th", "tbody", "tr", "td", "td"]
    assert collapse(parts.text) == collapse(f"a b {as_read(text)} end")


@is_for_each_text
def test_text_in_a_heading_is_text(text: str) -> None:
    parts = take_apart(to_html(unchanged_by_macros(f"# {encode(text)}\n\nafter")))
    assert parts.tags == ["h1", "p"]
    assert {name for name, _ in parts.attributes} <= {"id"}
    assert collapse(parts.text.removesuffix("after")) == as_read(text)


@is_for_each_text
def test_text_in_an_attribute_is_its_value(text: str) -> None:
    parts = take_apart(to_html(unchanged_by_macros(f'<p title="{encode(text)}">after</p>\n')))
    assert parts.tags == ["p"]
    assert [(name, collapse(value or "")) for name, value in parts.attributes] == [("title", as_read(text))]


@is_for_each_text
def test_text_in_the_front_matter_is_the_title_and_changes_nothing_else(text: str) -> None:
    page = f"{front_matter(page_meta(text, text))}\n# Body\n"
    body, data = get_data(unchanged_by_macros(page))
    assert body == "# Body\n"
    assert data.keys() == {"title", "description", "render_macros", "generated"}
    assert data["render_macros"] is False
    assert "<" not in data["title"]
    assert collapse(html.unescape(data["title"])) == as_read(text)
    assert data["description"] == data["title"]


@is_for_each_text
def test_text_in_json_is_a_string(text: str) -> None:
    source = unchanged_by_macros(json.dumps({"text": encode(text)}))
    assert not re.search(r"[<>]|\{\{|\{%", source)
    assert collapse(html.unescape(json.loads(source)["text"])) == as_read(text)


@settings(deadline=None)
@given(st.text(st.characters()))
def test_encoded_text_has_no_character_that_any_engine_acts_on(text: str) -> None:
    assert re.fullmatch(r"(?:[A-Za-z0-9 ]|[^\x00-\x7f]|&#\d{1,3};)*", encode(text))
    encode(text).encode()


@settings(deadline=None)
@given(st.text(st.characters(), max_size=40))
def test_any_text_reads_as_it_was(text: str) -> None:
    assert collapse(html.unescape(encode(text))) == as_read(text)


def test_long_text_is_cut_and_says_so() -> None:
    assert html.unescape(encode("x" * 3000)) == "x" * (MAX_CHARACTERS - 1) + "…"
    assert html.unescape(encode("x" * MAX_CHARACTERS)) == "x" * MAX_CHARACTERS


@pytest.mark.parametrize("value", [None, True, False, [], {}, object(), b"bytes"])
def test_what_a_page_has_no_words_for_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="a page cannot print"):
        printable(value)


def test_missing_prints_as_not_measured_with_its_reason() -> None:
    parts = take_apart(printable(Missing('<b>"why"</b>')))
    assert parts.text == "not measured"
    assert ("title", '<b>"why"</b>') in parts.attributes


def test_measurement_prints_its_value_for_people_and_machines() -> None:
    parts = take_apart(printable(measure_all(scenario("healthy"))["memory.capacity"]))
    assert parts.text == "96.0\u00a0GiB"
    assert ("value", "103079215104") in parts.attributes


def test_measurement_that_is_missing_shows_no_number() -> None:
    assert take_apart(printable(measure_all(scenario("missing"))["nodes.total"])).text == "not measured"


def test_plain_values_print_plainly() -> None:
    assert html.unescape(printable(-3)) == "-3"
    assert html.unescape(printable(0.25)) == "0.25"
    assert printable(Markup("<b>ours</b>")) == "<b>ours</b>"


def test_time_is_shown_in_utc() -> None:
    east = datetime(2026, 11, 2, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    assert format_time(east) == '<time datetime="2026-11-01T23:30:00Z">1 Nov 2026, 23:30 UTC</time>'
    assert format_time(east.astimezone(UTC)) == format_time(east)


def test_parts_of_the_theme_can_be_hidden() -> None:
    assert get_data(front_matter(page_meta("a", "b", hide=("navigation", "toc"))))[1]["hide"] == ["navigation", "toc"]
