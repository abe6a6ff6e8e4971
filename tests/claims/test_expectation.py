"""Expectations: what each form allows, for numbers, shares, amounts, texts and versions."""

from __future__ import annotations

import pytest

from kubefolio.claims.expectation import build_test, parse_terms
from kubefolio.facts.base import Missing


def judge(expect: str, unit: str, value: float | str, tolerance: str = "") -> bool | Missing:
    return build_test(parse_terms(expect), unit, tolerance)(value)


@pytest.mark.parametrize(
    ("expect", "holds", "fails"),
    [
        (">= 30", 30, 29),
        ("> 30", 31, 30),
        ("<= 5", 5, 6),
        ("< 5", 4, 5),
        ("== 3", 3, 5),
        ("3", 3, 5),
        ("!= 0", 1, 0),
        (">= 3, < 5", 4, 5),
        ("in [3, 5]", 5, 4),
        (">=30", 30, 29.9),
    ],
)
def test_count_is_compared_as_written(expect: str, holds: float, fails: float) -> None:
    assert judge(expect, "count", holds) is True
    assert judge(expect, "count", fails) is False


def test_share_of_exactly_the_limit_holds_although_binary_fractions_differ() -> None:
    assert 99.9 / 100 != 0.999
    assert judge(">= 99.9 %", "ratio", 0.999) is True
    assert judge(">= 99.9%", "ratio", 0.99899999) is False
    assert judge("== 100 %", "ratio", 1) is True
    assert judge(">= 0.5", "ratio", 0.5) is True


def test_amounts_have_the_units_that_people_write() -> None:
    assert judge(">= 90 GiB", "bytes", 96 * 1024**3) is True
    assert judge(">= 96 GB", "bytes", 96 * 10**9) is True
    assert judge(">= 96 GiB", "bytes", 96 * 10**9) is False
    assert judge("== 36 CPU", "cores", 36.0) is True


@pytest.mark.parametrize(
    ("expect", "unit", "tolerance", "holds", "fails"),
    [
        (">= 30", "count", "2", 28, 27),
        ("<= 30", "count", "2", 32, 33),
        ("== 30", "count", "10 %", 33, 34),
        ("!= 30", "count", "2", 33, 32),
        (">= 99.9 %", "ratio", "0.1 %", 0.998, 0.9979),
        ("in [10, 20]", "count", "1", 21, 22),
    ],
)
def test_tolerance_moves_the_limit(expect: str, unit: str, tolerance: str, holds: float, fails: float) -> None:
    assert judge(expect, unit, holds, tolerance) is True
    assert judge(expect, unit, fails, tolerance) is False


@pytest.mark.parametrize(
    ("expect", "observed", "holds"),
    [
        (">= 1.34, < 1.36", "v1.34.6", True),
        (">= 1.34, < 1.36", "v1.34.6+k3s1", True),
        (">= 1.34, < 1.36", "v1.36.0", False),
        (">= 1.34, < 1.36", "v1.36.0-rc.1", False),
        (">= 1.34", "v1.34.0-rc.1", False),
        (">= 1.34", "v1.34.0-gke.1035000", True),
        ("~ 1.34", "v1.34.99", True),
        ("~ 1.34", "v1.35.0", False),
        ("~ 1.34.5", "v1.34.4", False),
        ("~ 1", "1.99.0", True),
        ("~ 1", "2.0.0", False),
        ("== 1.34.*", "v1.34.6", True),
        ("== 1.34.*", "v1.3.4", False),
        ("== v1.34.6", "v1.34.6+rke2r1", True),
        ("== 1.34", "v1.34.6", False),
        ("!= 1.33.0", "v1.34.6", True),
        ("v1.13.4", "Talos (v1.13.4)", True),
        ("~ 1.13", "Talos (v1.12.9)", False),
        (">= 2", "containerd://2.1.6", True),
        (">= 6.12", "6.18.34-talos", True),
        (">= 1.9", "v1.10.0", True),
        ("~ 1.20", "quay.io/cilium/cilium:v1.20.1@sha256:1a2b", True),
        ("~ 1.20", "10.0.0.5:5000/cilium:v1.20.1", True),
        ("~ 1.30", "docker.io/istio/pilot:1.29.2", False),
        ("in [1.34.*, 1.35.*]", "v1.35.2", True),
        ("in [1.34.*, 1.35.*]", "v1.36.2", False),
    ],
)
def test_version_is_compared_as_a_version(expect: str, observed: str, *, holds: bool) -> None:
    assert judge(expect, "text", observed) is holds


def test_every_version_has_to_be_in_the_range_where_nodes_differ() -> None:
    assert judge(">= 1.33", "text", "v1.34.6 (2), v1.33.0 (1)") is True
    assert judge(">= 1.34", "text", "v1.34.6 (2), v1.33.0 (1)") is False


def test_text_without_a_version_is_no_failure() -> None:
    assert isinstance(judge(">= 1.34", "text", "latest"), Missing)


def test_text_contains_or_is_another() -> None:
    assert judge("contains talos", "text", "Talos (v1.13.4)") is True
    assert judge("contains flatcar", "text", "Talos (v1.13.4)") is False
    assert judge("in [Talos, Flatcar]", "text", "Flatcar") is True
    assert judge("in ['a b', c]", "text", "a b") is True
    assert judge("!= Talos", "text", "Flatcar") is True


@pytest.mark.parametrize(
    ("expect", "unit", "tolerance", "words"),
    [
        ("contains 3", "count", "", "is for texts"),
        ("~ 3", "count", "", "is for texts"),
        (">= 99.9", "ratio", "", "write 99.9 %"),
        (">= 30 %", "count", "", "leave the unit out"),
        (">= 3 parsecs", "bytes", "", "`GiB`"),
        (">= many", "count", "", "is no number"),
        ("> Talos", "text", "", "only versions and numbers have an order"),
        ("== Talos", "text", "1", "is for numbers"),
        (">= 3", "count", "-1", "below zero"),
        ("> 1.34.*", "text", "", "no comparison of versions"),
    ],
)
def test_expectation_that_does_not_go_with_the_unit_says_what_does(
    expect: str, unit: str, tolerance: str, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        build_test(parse_terms(expect), unit, tolerance)


@pytest.mark.parametrize("expect", ["in []", "", ">= 3,", ">="])
def test_expectation_without_a_form_is_refused(expect: str) -> None:
    with pytest.raises(ValueError, match=r"write|name"):
        build_test(parse_terms(expect), "count")
