"""The page of the claims: all evidence at a glance while there are few, and a line for each where there are many."""

from __future__ import annotations

import pytest

from kubefolio.claims import parse_ledger
from kubefolio.pages.evidence.view import MOST_OPEN
from kubefolio.render import render
from tests.pages.rendered import seen
from tests.scenarios import SITE, scenario


def evidence(count: int) -> str:
    items = (f"- {{id: c{at}, says: sentence {at}, measure: nodes.total, expect: '>= 1'}}" for at in range(count))
    files = render(scenario("healthy"), SITE, parse_ledger("\n".join(items), "claims.yml"))
    return next(str(file.content) for file in files if file.path == "evidence/index.md")


@pytest.mark.parametrize(("count", "folded"), [(MOST_OPEN, False), (MOST_OPEN + 1, True)])
def test_more_claims_than_can_be_read_are_a_line_each_that_opens(count: int, *, folded: bool) -> None:
    page = evidence(count)
    assert page.count("<details") == (count if folded else 0)
    assert page.count("<table") == count


@pytest.mark.parametrize("count", [2, MOST_OPEN + 1])
def test_every_claim_has_its_sentence_its_evidence_and_its_address(count: int) -> None:
    page = evidence(count)
    for at in (0, count - 1):
        assert f'id="claim-c{at}"' in page
        assert f"sentence {at}" in seen(page).text
    assert seen(page).text.count("Observed at") == count
