"""Ninety days in a real Prometheus, two outages and a power cut in them: every number of the pages is promtool's.

And with Prometheus down, slow or answering with an error, the pages say what was not measured, and why.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from examples.homelab.world.metrics import write_metrics
from examples.homelab.world.names import NOW
from kubefolio.claims import parse_ledger
from kubefolio.collect import collect
from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet
from kubefolio.facts.metrics import Query
from kubefolio.measures import CATALOGUE, load_catalogue
from kubefolio.measures.base import format_value
from kubefolio.pages.metrics.charts import CLUSTER, NODES
from kubefolio.render import render
from kubefolio.settings import Settings, SourcesSettings
from kubefolio.sources.prometheus.client import PrometheusSettings
from kubefolio.views.notice import Site
from tests.real.conftest import StartFaultyHttp, skip_or_fail_without_server
from tests.real.servers import faults
from tests.real.servers.faults import Fault
from tests.real.servers.faulty import prometheus_answer, prometheus_error
from tests.real.servers.ports import free_port
from tests.real.servers.programs import find_program
from tests.real.servers.prometheus import running_prometheus

AT = int(NOW.timestamp())
DAY_S = 86400
MIDNIGHT = AT - AT % DAY_S
UP = 'max(up{job="apiserver"})'
PROBES = "avg(probe_success)"
ROW = re.compile(r"<tr[^>]*>(.*?)</tr>", re.DOTALL)


def text_of(html: str) -> str:
    return re.sub(r"[ \n]+", " ", unescape(re.sub(r"<[^>]*>", " ", html))).strip(" ")


@dataclass(frozen=True)
class Built:
    """The generated tree of a look at a metrics server."""

    url: str
    facts: FactSet
    files: dict[str, str]

    def cells(self, page: str, head: str) -> list[list[str]]:
        """Return the cells of every row of a page whose first cell is this."""
        rows = [
            [text_of(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)]
            for row in ROW.findall(self.files[page])
        ]
        return [row for row in rows if row and row[0] == head]


def look(url: str, **settings: Any) -> Built:  # noqa: ANN401  # any setting
    source = PrometheusSettings(url=url, **settings)
    facts = collect(Settings(sources=SourcesSettings(prometheus=source)), NOW)
    return Built(url, facts, {file.path: file.content for file in render(facts, Site(now=NOW))})


@pytest.fixture(scope="module", name="built")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    folder = tmp_path_factory.mktemp("ninety-days")
    write_metrics(folder / "samples.om")
    with skip_or_fail_without_server(), running_prometheus(folder / "prometheus", folder / "samples.om") as prometheus:
        yield look(prometheus.url)


def promtool(built: Built, promql: str, *window: str) -> list[dict[str, Any]]:
    kind = "range" if window else "instant"
    when = window or (f"--time={AT}",)
    command = [str(find_program("promtool")), "query", kind, *when, "--format=json", built.url, promql]
    answer: list[dict[str, Any]] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return answer


def number(built: Built, promql: str) -> float:
    (one,) = promtool(built, promql)
    return float(one["value"][1])


def span(query: Query) -> tuple[str, ...]:
    end = AT - (AT % query.step_s if query.aligned else 0)
    return (f"--start={end - query.window_s}", f"--end={end}", f"--step={query.step_s}s")


def last_values(built: Built, query: Query) -> list[float]:
    answers = promtool(built, query.promql, *(span(query) if query.step_s else ()))
    return [float((one.get("values") or [one["value"]])[-1][1]) for one in answers]


def test_every_measure_is_what_promtool_answers_wherever_it_stands(built: Built) -> None:
    shown = {one["id"]: one for one in json.loads(built.files["facts.json"])["measures"]}
    asked = [measure for measure in CATALOGUE.measures if measure.query]
    assert len(asked) >= 8
    for measure in asked:
        assert measure.query
        (value,) = last_values(built, measure.query)
        assert shown[measure.id]["value"] == pytest.approx(value, rel=1e-11), measure.id
        ((_, cell, _),) = built.cells("measures/index.md", measure.id)
        assert cell == format_value(value, measure.unit), measure.id


@pytest.mark.parametrize(("name", "promql"), [("api", UP), ("probes", PROBES)])
def test_windows_and_their_error_budgets_are_promtools(name: str, promql: str, built: Built) -> None:
    title = {"api": "### Kubernetes API", "probes": "### Public routes"}[name]
    section = built.files["metrics/index.md"].partition(title)[2].partition("\n#")[0]
    for days in (30, 90):
        share = number(built, f"avg_over_time(({promql})[{days}d:1m])")
        minutes = number(built, f"count_over_time(({promql})[{days}d:1m])")
        budget, used = days * 1440 * 0.001, (1 - share) * minutes
        texts = [
            f"{days} days",
            format_value(share, "ratio"),
            "met" if share >= 0.999 else "missed",
            *(format_value(one, "minutes") for one in (budget, used, budget - used)),
        ]
        rows = Built("", built.facts, {"one": section}).cells("one", f"{days} days")
        assert rows == [texts]


def test_two_outages_are_the_worst_days_and_the_power_cut_is_neither_up_nor_down(built: Built) -> None:
    page = built.files["metrics/index.md"]
    worst = page.partition("The worst days")[2].partition("</table>")[0]
    rows = Built("", built.facts, {"one": worst})
    assert rows.cells("one", "31 Oct 2026") == [["31 Oct 2026", "96.18\u00a0%", "55\u00a0min", "none"]]
    assert rows.cells("one", "8 Nov 2026") == [["8 Nov 2026", "97.91\u00a0%", "30\u00a0min", "none"]]
    dark = built.cells("metrics/index.md", "14 Sep 2026")
    assert {row[1] for row in dark} == {"100.00\u00a0%"}
    assert all(re.fullmatch("2\u00a0h 1[0-5]\u00a0min", row[3]) for row in dark)
    assert "which count neither as up nor as down" in text_of(page)


@pytest.mark.parametrize("promql", [UP, PROBES])
def test_every_day_is_promtools(promql: str, built: Built) -> None:
    window = (f"--start={MIDNIGHT - 88 * DAY_S}", f"--end={MIDNIGHT}", f"--step={DAY_S}s")
    (answer,) = promtool(built, f"avg_over_time(({promql})[1d:1m])", *window)
    assert len(answer["values"]) == 89
    for end, value in answer["values"]:
        day = datetime.fromtimestamp(end - DAY_S, UTC)
        shares = [row[1] for row in built.cells("metrics/index.md", f"{day.day} {day:%b %Y}")]
        assert format_value(float(value), "ratio") in shares, day


@pytest.mark.parametrize(("name", "unit"), [(name, unit) for name, _, unit in (*CLUSTER, *NODES)])
def test_least_most_and_last_of_every_chart_are_promtools(name: str, unit: Any, built: Built) -> None:  # noqa: ANN401
    query = CATALOGUE.by_id[name]
    identity = "kf-" + name.replace(".", "-")
    chart = next(part for part in built.files["metrics/index.md"].split("<figure") if f'id="{identity}-t"' in part)
    answers = promtool(built, query.promql, *span(query))
    assert answers
    for one in answers:
        values = [float(value) for _, value in one["values"]]
        head = one["metric"].get("nodename", "whole cluster")
        texts = [format_value(value, unit) for value in (min(values), max(values), values[-1])]
        assert Built("", built.facts, {"one": chart}).cells("one", head) == [[head, *texts]]


@pytest.mark.parametrize("query", [q for q in CATALOGUE.queries if q.labels], ids=lambda query: query.id)
def test_every_point_of_every_series_is_promtools(query: Query, built: Built) -> None:
    found = next(result for result in built.facts.queries.items if result.id == query.id)
    known = {one.labels: {p.at.timestamp(): p.value for p in one.points} for one in found.items}
    answers = promtool(built, query.promql, *(span(query) if query.step_s else ()))
    assert len(known) == len(answers) > 0
    for one in answers:
        labels = tuple(sorted(one["metric"].items()))
        values = {at: pytest.approx(float(text), rel=1e-11) for at, text in one.get("values") or [one["value"]]}
        assert known[labels] == values


def assert_nothing_measured(built: Built, reason: str) -> None:
    for measure in CATALOGUE.measures:
        if measure.needs == ("queries",):
            ((_, cell, _),) = built.cells("measures/index.md", measure.id)
            assert cell == "not measured", measure.id
    page = text_of(built.files["metrics/index.md"])
    assert f"not measured : {reason}" in page
    assert "127.0.0.1" not in page
    assert not re.search(r"\d[.\d]*\u00a0(%|min|B|CPU)", re.sub("The objective is [^ ]*", "", page))
    for one in json.loads(built.files["facts.json"])["measures"]:
        if one["sources"] == ["prometheus"]:
            assert (one["value"], one["missing"]) == (None, reason)
    assert json.loads(built.files["badges/probes.availability.30d.json"])["message"] == "not measured"


def test_pages_say_not_measured_when_prometheus_is_down() -> None:
    built = look(f"http://127.0.0.1:{free_port()}", timeout_s=1.0)
    assert isinstance(built.facts.queries.value, Missing)
    assert_nothing_measured(
        built, "the metrics server could not be asked: the connection was refused or the name is not known"
    )


@pytest.mark.parametrize(
    ("fault", "reason", "timeout_s"),
    [
        (faults.reply(prometheus_error(400, "bad_data")), "HTTP 400 Bad Request", 20.0),
        (faults.reply(prometheus_error(422, "execution")), "HTTP 422 Unprocessable Entity", 20.0),
        (faults.reply(prometheus_error(503, "timeout")), "HTTP 503 Service Unavailable", 20.0),
        (faults.delay(60), "no complete answer within 0.5 s", 0.5),
    ],
    ids=["400", "422", "503", "slow"],
)
def test_pages_say_not_measured_and_why_when_queries_fail(
    fault: Fault, reason: str, timeout_s: float, start_faulty_http: StartFaultyHttp
) -> None:
    server = start_faulty_http({"/api/v1/query": prometheus_answer([{"metric": {}, "value": [AT, "1"]}])})
    server.faults.set(r"query=(?!vector)", fault)
    built = look(server.url, timeout_s=timeout_s, max_parallel=32)
    assert_nothing_measured(built, f"the metrics server answered {reason}")


OWNERS = """
measures:
  - id: nodes.memory_peak
    title: Fullest memory of a node
    definition: Largest share of its memory that a node used in the last week.
    query: max(max_over_time((1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)[7d:10m]))
    unit: ratio
    window: 7d
    chart:
      query: max by (node, job) (1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes)
      by: [node]
      over: 3d
      step: 6h
"""
"""A measure with a window of its own, and a chart with another."""
CLAIMS = '- {id: room, says: memory never runs out, measure: nodes.memory_peak, expect: "< 1"}'


def test_a_measure_of_the_owner_is_what_promtool_answers_wherever_it_stands(built: Built, tmp_path: Path) -> None:
    file = tmp_path / "measures.yml"
    file.write_text(OWNERS)
    catalogue = load_catalogue(str(file))
    measure, (chart,) = catalogue.measures[-1], catalogue.charts
    settings = Settings(sources=SourcesSettings(prometheus=PrometheusSettings(url=built.url)), measures=str(file))
    facts = collect(settings, NOW, catalogue=catalogue)
    tree = render(facts, Site(now=NOW, catalogue=catalogue), parse_ledger(CLAIMS, "claims.yml"))
    mine = Built(built.url, facts, {one.path: one.content for one in tree})

    assert measure.query
    value = number(built, measure.query.promql)
    assert 0 < value < 1
    told = {one["id"]: one for one in json.loads(mine.files["facts.json"])["measures"]}["nodes.memory_peak"]
    assert (told["value"], told["window"]) == (pytest.approx(value, rel=1e-11), "7d")
    ((_, cell, meaning),) = mine.cells("measures/index.md", "nodes.memory_peak")
    assert cell == told["text"] == format_value(value, "ratio")
    assert "Window: 7d." in meaning
    (claim,) = json.loads(mine.files["evidence.json"])["claims"]
    assert (claim["verdict"], claim["observed"], claim["window"]) == ("holds", told["value"], "7d")

    drawn = next(one for one in mine.files["metrics/index.md"].split("<figure") if "Fullest memory of a node" in one)
    answers = promtool(built, chart.query.promql, *span(chart.query))
    assert len(answers) == 3
    for one in answers:
        values = [float(text) for _, text in one["values"]]
        texts = [format_value(value, "ratio") for value in (min(values), max(values), values[-1])]
        node = one["metric"]["node"]
        assert Built("", facts, {"one": drawn}).cells("one", node) == [[node, *texts]]
        assert len(values) == 13
