"""Text fits where it is put, whatever it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubefolio.views.diagram.text import cut, measure, wrap

NAMES = (
    "immich",
    "kube-prometheus-stack-operator",
    "db-prometheus-kube-prometheus-stack-prometheus-0",
    "集群-観測",
    "W" * 90,
)


@given(st.text(max_size=120), st.integers(40, 300), st.integers(1, 3))
def test_no_line_is_wider_than_its_room(text: str, width: int, lines: int) -> None:
    wrapped = wrap(text, width, 12, lines, bold=True)
    assert len(wrapped) <= lines
    assert all(measure(line, 12, bold=True) <= width for line in wrapped)


@pytest.mark.parametrize("name", NAMES)
def test_wide_room_holds_the_whole_name(name: str) -> None:
    assert wrap(name, 5000, 12, 1) == (name,)
    assert cut(name, 5000, 12) == name


def test_name_breaks_where_names_do() -> None:
    assert wrap("kube-prometheus-stack-grafana", 140, 12, 3, bold=True) == ("kube-prometheus-", "stack-grafana")


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    assert wrap("db-prometheus-kube-prometheus-stack-prometheus-0", 140, 12, 2, bold=True)[-1].endswith("…")
    assert cut("kube-prometheus-stack", 60, 12).endswith("…")


def test_empty_text_has_no_line() -> None:
    assert wrap("", 100, 12, 2) == ()
