"""From `collect --history` to the page of changes and the feed: what a later look at the cluster tells."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from xml.dom.minidom import parseString

import msgspec
import pytest
from click.testing import CliRunner

from kubefolio.cli import main
from kubefolio.facts.base import Missing, Reading
from kubefolio.facts.factset import FactSet
from kubefolio.facts.snapshot import write_snapshot
from tests.mkdocs_plugins.test_plugins import build_site, write_site
from tests.scenarios import scenario

CHANGES = '# Changes\n\n{{ portfolio("changes") }}\n'


def later(facts: FactSet) -> FactSet:
    """Return the same cluster 40 days later, with another Kubernetes."""
    reading = facts.version
    assert not isinstance(reading.value, Missing)
    origin = msgspec.structs.replace(reading.origin, observed_at=reading.origin.observed_at + timedelta(days=40))
    newer = msgspec.structs.replace(reading.value[0], git_version="v1.99.0")
    return msgspec.structs.replace(facts, version=Reading((newer,), origin))


def collect(folder: Path, facts: FactSet) -> str:
    """Make the public snapshot of some facts, with a history, and return what was said."""
    write_snapshot(facts, folder / "private.json")
    paths = ["--snapshot", "private.json", "--output", "public.json", "--history", "history.jsonl"]
    done = CliRunner().invoke(main, ["collect", "--edition", "public", *paths])
    assert done.exit_code == 0, done.output
    return done.output


def test_a_later_collection_is_told_on_the_page_of_changes_and_in_the_feed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    facts = scenario("healthy")
    assert "added to history.jsonl" in collect(tmp_path, facts)
    assert "nothing new for history.jsonl" in collect(tmp_path, facts)
    assert "added to history.jsonl" in collect(tmp_path, later(facts))

    plugins = [
        {"kubefolio/facts": {"snapshot": "public.json"}},
        "kubefolio/pages",
        {"kubefolio/portfolio": {"history": "history.jsonl"}},
        {"macros": {"on_undefined": "strict", "on_error_fail": True}},
    ]
    site = build_site(
        write_site(
            tmp_path, {"changes.md": CHANGES}, plugins, site_url="https://example.net/", nav=[{"C": "changes.md"}]
        )
    )
    page = (site / "changes/index.html").read_text("utf-8")
    assert "v1&#46;99&#46;0" in page
    feed = parseString((site / "feed.xml").read_bytes())  # noqa: S318  # our own
    (link,) = (node.getAttribute("href") for node in feed.getElementsByTagName("link")[2:])
    address, _, heading = link.partition("#")
    assert address == "https://example.net/changes/"
    assert f'<h2 id="{heading}">' in page
    assert f'href="#{heading}"' in page, "the month is not in the table of contents"
