"""The five real repositories, against what a careful reader says is in them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from benchmarks.score_gitops import forbidden, score
from kubefolio.sources.gitops import GitopsSettings, read

CASES = Path(__file__).parents[4] / "shared" / "cases"
NAMES = sorted(path.stem for path in (CASES / "truth").glob("*.json"))


def test_the_cases_are_there() -> None:
    if not NAMES and not os.environ.get("CI"):
        pytest.skip("no real repositories in ../shared/cases")
    assert NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_real_repository_is_read_as_a_careful_reader_would(name: str) -> None:
    truth = json.loads((CASES / "truth" / f"{name}.json").read_text(encoding="utf-8"))
    facts = read(GitopsSettings(url=str(CASES / "gitops" / name)), None)
    wrong = {s.what: (s.surplus, s.lacking) for s in score(facts, truth) if (s.precision, s.recall) != (1.0, 1.0)}
    assert wrong == {}
    assert forbidden(facts, truth) == []
