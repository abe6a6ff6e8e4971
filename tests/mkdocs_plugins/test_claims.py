"""Claims in real MkDocs builds of small sites: the verdict beside the sentence, and what stops a strict build."""

from __future__ import annotations

import html
import json
import logging
import re
from pathlib import Path

import pytest
import yaml
from mkdocs.exceptions import Abort

from tests.mkdocs_plugins.test_plugins import build_site, failure_of, write_site

PLUGINS: list[object] = [
    {"kubefolio/facts": {}},
    "kubefolio/claims",
    "kubefolio/pages",
    {"macros": {"on_undefined": "strict", "on_error_fail": True}},
]
NODES = {"id": "nodes", "says": "a cluster of 3 nodes", "measure": "nodes.total", "expect": "== 3"}
QUORUM = {
    "id": "quorum",
    "says": "a 3-node quorum tolerates the loss of one node",
    "measure": "etcd.failures_tolerated",
    "expect": ">= 1",
}
"""The sentence of the page that this project began with: one etcd member tolerates no loss."""


def write(folder: Path, page: str, *claims: dict[str, str], **options: object) -> Path:
    (folder / "claims.yml").write_text(yaml.safe_dump(list(claims)), encoding="utf-8")
    return write_site(folder, {"about.md": page}, PLUGINS, **options)


def about(site: Path) -> str:
    return html.unescape((site / "about/index.html").read_text("utf-8"))


def lines(caplog: pytest.LogCaptureFixture, level: int) -> list[str]:
    """Return what the plugin logged at a level, without its prefix."""
    records = (one for one in caplog.records if one.name.endswith("mkdocs_plugins.claims") and one.levelno == level)
    return [one.getMessage().removeprefix("kubefolio: ") for one in records]


def test_macro_and_link_show_the_sentence_with_its_verdict_and_the_evidence(tmp_path: Path) -> None:
    site = build_site(write(tmp_path, '# A\n\n{{ claim("nodes") }} and [three nodes](claim:nodes).\n', NODES))
    text = about(site)
    assert '<span class="kf-claim__text">a cluster of 3 nodes</span>' in text
    assert '<span class="kf-claim__text">three nodes</span>' in text
    cards = re.findall(r'popovertarget="([^"]+)"', text)
    assert len(set(cards)) == 2
    assert all(f'id="{card}" popover' in text for card in cards)
    assert 'href="../evidence/#claim-nodes"' in text
    assert 'id="claim-nodes"' in (site / "evidence/index.html").read_text("utf-8")
    assert 'href="claim:' not in text


def test_claim_in_code_stays_as_it_is_written(tmp_path: Path) -> None:
    site = build_site(write(tmp_path, "# A\n\n`[three](claim:nodes)`\n\n    [four](claim:nodes)\n", NODES))
    assert "[three](claim:nodes)" in about(site)
    assert "[four](claim:nodes)" in about(site)


def test_sentence_of_a_ledger_is_text_and_never_markup(tmp_path: Path) -> None:
    hostile = NODES | {"says": "<script>alert(3)</script> **3** nodes & `co`"}
    site = build_site(write(tmp_path, '# A\n\n{{ claim("nodes") }}\n', hostile))
    page = (site / "about/index.html").read_text("utf-8")
    assert "<script>alert" not in page
    assert hostile["says"] in about(site)


def test_inline_claim_of_front_matter_is_judged_and_on_the_evidence_page(tmp_path: Path) -> None:
    page = (
        "---\nclaims:\n- {id: pods, says: many pods, measure: pods.total, expect: '> 5'}\n---\n\n[many](claim:pods)\n"
    )
    site = build_site(write(tmp_path, page))
    assert "kf-claim--holds" in about(site)
    evidence = json.loads((site / "evidence.json").read_text("utf-8"))
    assert [(one["id"], one["verdict"], one["file"]) for one in evidence["claims"]] == [
        ("pods", "holds", "docs/about.md")
    ]


def test_the_quorum_sentence_fails_and_stops_a_strict_build(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    config = write(tmp_path, '# A\n\n{{ claim("quorum") }}\n', QUORUM, strict=True)
    with caplog.at_level(logging.INFO), pytest.raises(Abort):
        build_site(config)
    assert lines(caplog, logging.WARNING) == [
        "claims.yml:1: claim 'quorum' fails: expected >= 1, observed 0 (etcd.failures_tolerated)"
    ]
    assert not (tmp_path / "site/about/index.html").exists()


def test_failing_claim_is_shown_as_failing_where_the_build_goes_on(tmp_path: Path) -> None:
    text = about(build_site(write(tmp_path, '# A\n\n{{ claim("quorum") }}\n', QUORUM)))
    assert "kf-claim--fails" in text
    assert "This claim was checked and fails" in text


def test_failing_claim_of_severity_warn_does_not_stop_a_strict_build(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    config = write(tmp_path, '# A\n\n{{ claim("quorum") }}\n', QUORUM | {"severity": "warn"}, strict=True)
    with caplog.at_level(logging.INFO):
        site = build_site(config)
    assert "kf-claim--fails" in about(site)
    assert len(lines(caplog, logging.INFO)) == 1


def test_claim_that_cannot_be_checked_does_not_stop_a_strict_build(tmp_path: Path) -> None:
    used = {"id": "used", "says": "4 CPU in use", "measure": "cpu.used", "expect": "<= 1"}
    text = about(build_site(write(tmp_path, "# A\n\n[in use](claim:used)\n", used, strict=True)))
    assert "kf-claim--cannot-tell" in text


def test_page_that_says_another_number_than_its_claim_stops_a_strict_build(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    build_site(write(tmp_path, "# A\n\n[5 nodes](claim:nodes)\n", NODES))
    assert lines(caplog, logging.WARNING) == ["about.md: claim 'nodes': the page says 5, claims.yml:1 does not"]


@pytest.mark.parametrize("page", ['{{ claim("node") }}', "[three](claim:node)"])
def test_unknown_claim_stops_the_build_and_proposes_another(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, page: str
) -> None:
    with pytest.raises((Abort, SystemExit)) as stopped:
        build_site(write(tmp_path, page, NODES))
    assert "did you mean nodes" in str(stopped.value) + caplog.text


def test_mistake_in_the_ledger_stops_the_build_with_its_line(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    config = write(tmp_path, "# A\n", NODES | {"measure": "node.total"})
    assert failure_of(config, caplog) == (
        "claims.yml:1: nodes: there is no measure `node.total`; did you mean nodes.total or pods.total or routes.total?"
    )


def test_ledger_that_is_named_and_not_there_stops_the_build(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    plugins = [PLUGINS[0], {"kubefolio/claims": {"ledger": "truth.yml"}}, *PLUGINS[2:]]
    assert "truth.yml: there is no such ledger" in failure_of(write_site(tmp_path, {}, plugins), caplog)


def test_site_without_claims_says_that_none_is_written(tmp_path: Path) -> None:
    site = build_site(write_site(tmp_path, {}, PLUGINS))
    assert "No claim is written yet" in (site / "evidence/index.html").read_text("utf-8")
    assert json.loads((site / "evidence.json").read_text("utf-8"))["claims"] == []


def test_claims_without_facts_or_pages_say_what_to_add(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert "add kubefolio/facts to plugins" in failure_of(write_site(tmp_path, {}, ["kubefolio/claims"]), caplog)
