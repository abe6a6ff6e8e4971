"""A snapshot stands in for each query that failed, says so, and is never the built-in example."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote_plus

import msgspec
import pytest

from kubefolio.collect import collect, read_example
from kubefolio.edition import load_facts
from kubefolio.errors import SnapshotError
from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.facts.metrics import QueryResult
from kubefolio.facts.snapshot import encode_snapshot, read_snapshot, write_snapshot
from kubefolio.measures import QUERIES
from kubefolio.problems import list_problems
from kubefolio.settings import Settings, SourcesSettings
from kubefolio.sources.prometheus import PrometheusSettings
from tests.real.conftest import StartFaultyHttp
from tests.real.reading import NOON, START
from tests.real.servers import faults
from tests.real.servers.faulty import FaultyHttp, prometheus_answer

YESTERDAY = NOON - timedelta(days=1)
BROKEN = min(QUERIES, key=lambda query: query.id)
ASKED = f"query={re.escape(quote_plus(BROKEN.promql))}(&|$)"


@pytest.fixture(name="server")
def _server(start_faulty_http: StartFaultyHttp) -> FaultyHttp:
    return start_faulty_http({"/api/v1/query": prometheus_answer([{"metric": {}, "value": [START, "1"]}])})


@pytest.fixture(name="settings")
def _settings(server: FaultyHttp, tmp_path: Path) -> Settings:
    """Return the settings of a site whose snapshot was recorded yesterday, when all was well."""
    sources = SourcesSettings(prometheus=PrometheusSettings(url=server.url, timeout_s=5.0))
    settings = Settings(sources=sources, snapshot=str(tmp_path / "snapshot.json"))
    write_snapshot(collect(settings, YESTERDAY), tmp_path / "snapshot.json")
    return settings


def stood_in(facts: FactSet) -> list[QueryResult]:
    return [result for result in facts.queries.items if result.from_snapshot]


def test_nothing_stands_in_while_all_is_well(settings: Settings) -> None:
    facts = load_facts(settings, NOON)
    assert stood_in(facts) == []
    assert b"from_snapshot" not in encode_snapshot(facts)


def test_a_query_that_failed_comes_from_the_snapshot_and_the_rest_is_live(
    settings: Settings, server: FaultyHttp
) -> None:
    server.faults.set(ASKED, faults.status(422))
    told: list[str] = []
    facts = load_facts(settings, NOON, warn=told.append)
    (result,) = stood_in(facts)
    recorded = {one.id: one for one in read_snapshot(Path(settings.snapshot or "")).queries.items}
    assert result == msgspec.structs.replace(recorded[BROKEN.id], from_snapshot=True)
    assert [one.id for one in facts.queries.items] == sorted(query.id for query in QUERIES)
    assert facts.queries.origin.observed_at == NOON
    assert not facts.queries.origin.from_snapshot
    assert list_problems(facts) == (f"prometheus: query {BROKEN.id} failed; the last snapshot stands in",)
    reason = "the metrics server answered HTTP 422 Unprocessable Entity"
    assert told == [f"prometheus: query {BROKEN.id}: {reason}"]


def test_a_query_that_the_snapshot_does_not_have_is_missing(settings: Settings, server: FaultyHttp) -> None:
    server.faults.set(ASKED, faults.status(422))
    write_snapshot(collect(settings, YESTERDAY), Path(settings.snapshot or ""))
    facts = load_facts(settings, NOON)
    assert stood_in(facts) == []
    assert [result.id for result in facts.queries.items if isinstance(result.series, Missing)] == [BROKEN.id]


@pytest.mark.parametrize("path", [ASKED, "query="], ids=["one query", "the server"])
def test_the_example_never_stands_in_for_a_real_server(path: str, settings: Settings, server: FaultyHttp) -> None:
    server.faults.set(path, faults.status(422))
    write_snapshot(read_example(), Path(settings.snapshot or ""))
    with pytest.raises(SnapshotError, match="is the built-in example, which never stands in") as caught:
        load_facts(settings, NOON)
    assert "\n" not in str(caught.value)
