"""The ledger: one form in a file and in front matter, and each mistake named where it stands."""

from __future__ import annotations

import pytest

from kubefolio.claims import Claim, Ledger, Place, parse_ledger, parse_page
from kubefolio.errors import LedgerError

GOOD = """\
- id: applications
  says: 30+ applications
  measure: applications.total
  expect: ">= 30"
  severity: warn
  owner: platform
- id: intrusions
  says: zero intrusions
  stated: nothing shows it
"""


def mistakes(text: str) -> list[str]:
    with pytest.raises(LedgerError) as caught:
        parse_ledger(text, "claims.yml")
    return str(caught.value).splitlines()


def test_claims_are_read_with_their_lines() -> None:
    first, second = parse_ledger(GOOD, "claims.yml").claims
    assert first == Claim(
        "applications",
        "30+ applications",
        Place("claims.yml", 1),
        measure="applications.total",
        expect=">= 30",
        severity="warn",
        owner="platform",
    )
    assert (second.place, second.stated) == (Place("claims.yml", 7), "nothing shows it")


def test_list_may_stand_under_the_key_claims() -> None:
    indented = "claims:\n" + "".join(f"  {line}\n" for line in GOOD.splitlines())
    assert [claim.place.line for claim in parse_ledger(indented, "claims.yml").claims] == [2, 8]


def test_front_matter_has_the_same_form_and_the_lines_of_the_page() -> None:
    page = f"---\ntitle: x\nclaims:\n{GOOD}---\n\n# Page\n"
    assert [claim.place for claim in parse_page(page, "docs/a.md").claims] == [
        Place("docs/a.md", 4),
        Place("docs/a.md", 10),
    ]


@pytest.mark.parametrize(
    "page", ["# Page\n", "---\ntitle: x\n---\n", "---\nclaims:\n---\n", "", "text\n---\nclaims: 1\n---\n"]
)
def test_page_without_claims_has_none(page: str) -> None:
    assert parse_page(page, "docs/a.md") == Ledger()


def test_empty_ledger_has_no_claims() -> None:
    assert parse_ledger("", "claims.yml") == parse_ledger("# nothing yet\n", "claims.yml") == Ledger()


def test_number_is_an_expectation_too() -> None:
    ledger = parse_ledger("- {id: a, says: a, measure: nodes.total, expect: 3}", "claims.yml")
    assert ledger.claims[0].expect == "3"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("- id: a\n  sayz: b\n", 2, "did you mean says"),
        ("- id: a\n  says: b\n  measure: m\n  expect: >= 30\n", 4, "put the text in quotes"),
        ("- id: a\n  says: b\n  measure: m\n", 1, "a has no `expect`"),
        ("- id: a\n  says: b\n  expect: '> 1'\n", 1, "a has no `measure`"),
        ("- says: b\n  stated: c\n", 1, "has no `id`"),
        ("- id: a\n  stated: c\n", 1, "a has no `says`"),
        ("- id: a\n  says: b\n  stated: c\n  measure: m\n", 4, "leave out `measure`"),
        ("- id: a\n  id: b\n  says: b\n  stated: c\n", 2, "stands here twice"),
        ("- id: A b\n  says: b\n  stated: c\n", 1, "small letters"),
        ("- id: a\n  says: b\n  stated: c\n  severity: error\n", 4, "fail or warn"),
        ("- id: a\n  says: b\n  measure: m\n  expect: 3\n  window: month\n", 5, "as in 30d"),
        ("- id: a\n  says: b\n  measure: m\n  expect: in []\n", 4, "allows nothing"),
        ("- id: a\n  says: [b]\n  stated: c\n", 2, "has to be a text"),
        ("- a\n", 1, "a claim is a mapping"),
        ("claim:\n- id: a\n", 1, "write claims:"),
        ("claims: a\n", 1, "claims are a list"),
        ("- id: a\n  says: b\n  stated: c\n- id: a\n  says: b\n  stated: c\n", 4, "used in claims.yml:1 already"),
        ("- id: 'a\n", 2, "is no YAML"),
    ],
)
def test_mistake_is_named_with_its_line_and_what_to_do(text: str, line: int, words: str) -> None:
    found = mistakes(text)
    assert any(one.startswith(f"claims.yml:{line}: ") and words in one for one in found), found


def test_every_mistake_is_named_at_once() -> None:
    assert len(mistakes("- id: a\n  sayz: b\n- id: b\n  says: c\n  stated: d\n  ownr: e\n")) == 5


def test_name_that_two_files_use_is_refused() -> None:
    with pytest.raises(LedgerError, match=r"docs/a\.md:3: the id `applications` is used in claims\.yml:1 already"):
        parse_ledger(GOOD, "claims.yml") + parse_page(f"---\nclaims:\n{GOOD}---\n", "docs/a.md")


def test_yaml_that_would_make_objects_or_grow_without_end_is_only_text() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nclaims: []\n"
    assert "write claims:" in mistakes(bomb)[0]
    assert (
        parse_ledger("- {id: a, says: !!python/object/apply:os.abort b, stated: c}", "claims.yml").claims[0].says == "b"
    )
