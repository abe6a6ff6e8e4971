"""The guide is a contract: its examples are read as ledgers, and every key and field is in it."""

from __future__ import annotations

import json
import re

import pytest

from kubefolio.claims import check_claims, parse_ledger
from kubefolio.claims.baseline import Baseline
from kubefolio.claims.expectation import parse_terms
from kubefolio.claims.formats.machine import format_json
from kubefolio.claims.ledger import KEYS
from kubefolio.claims.report import ExitCode, build_report
from kubefolio.collect import read_example
from kubefolio.measures import measure_all
from tests.pages.rendered import tree
from tests.scenarios import LEDGER, scenario
from tests.test_house import ROOT

GUIDE = (ROOT / "docs/guide/how-to/claims.md").read_text("utf-8")


def test_example_of_the_guide_is_a_ledger_that_can_be_checked() -> None:
    example = re.search(r"```yaml\n(.*?)```", GUIDE, re.DOTALL)
    assert example
    verdicts = check_claims(parse_ledger(example[1], "claims.yml"), measure_all(read_example()))
    assert [one.outcome for one in verdicts] == ["holds", "holds", "holds", "stated"]


def test_every_key_of_a_claim_is_in_the_guide() -> None:
    assert [key for key in KEYS if f"| `{key}` |" not in GUIDE] == []


def test_every_form_of_an_expectation_in_the_guide_can_be_read() -> None:
    table = GUIDE.partition("## What can be expected")[2].partition("##")[0]
    forms = [
        form for row in re.findall(r"^\| (`.*?) \|", table, re.MULTILINE) for form in re.findall(r"`([^`]+)`", row)
    ]
    assert len(forms) >= 12
    assert all(parse_terms(form) for form in forms)


def test_every_field_of_the_files_for_machines_is_in_the_guide() -> None:
    evidence = json.loads(tree("healthy")["evidence.json"])
    report = json.loads(format_json(build_report(check_claims(LEDGER, measure_all(scenario("healthy"))), Baseline())))
    for told in (evidence, report):
        names = {*told, *(key for claim in told["claims"] for key in claim)} - {"claims"}
        assert [name for name in sorted(names) if f"`{name}`" not in GUIDE and f".{name}`" not in GUIDE] == []


@pytest.mark.parametrize("code", ExitCode)
def test_every_exit_code_is_in_the_guide(code: ExitCode) -> None:
    assert f"| {code.value} |" in GUIDE
