"""What the site says of a Prometheus is what promtool says, and what cannot be read says why."""

from __future__ import annotations

import json
import math
import subprocess
from typing import Any

import pytest

from kubefolio.facts.base import Missing
from kubefolio.facts.metrics import Query
from tests.real.conftest import StartPrometheus
from tests.real.reading import NOON, START, as_numbers, ask
from tests.real.servers.ports import free_port
from tests.real.servers.programs import find_program
from tests.real.servers.prometheus import Prometheus

INSTANT = (
    Query("by-node", "sum by (node) (temperature)", ("node",)),
    Query("missing", "no_such_metric"),
    Query("nan", "0 / (temperature * 0)", ("node", "room")),
    Query("rate", "rate(requests_total[15m])", ("node",)),
    Query("total", "sum(temperature)"),
)
RANGE = (
    Query("range-by-node", "temperature", ("node",), 7200, 600),
    Query(
        "range-nan", "temperature / (temperature > bool 20.05 * 0 + (temperature > bool 20.05))", ("node",), 7200, 600
    ),
    Query("range-rate", "sum(rate(requests_total[15m]))", (), 7200, 300),
)


def samples() -> str:
    """Return two hours of a gauge, one node of which is silent for half an hour, and of a counter."""
    lines = ["# TYPE temperature gauge"]
    for node in ("a", "b"):
        minutes = (m for m in range(121) if node == "a" or not 60 <= m < 90)
        lines += [f'temperature{{node="{node}",room="1"}} {20 + m / 1000} {START + 60 * m}' for m in minutes]
    lines.append("# TYPE requests counter")
    lines += [f'requests_total{{node="a"}} {7 * minute} {START + 60 * minute}' for minute in range(121)]
    return "\n".join([*lines, "# EOF", ""])


@pytest.fixture(name="server")
def _server(start_prometheus: StartPrometheus) -> Prometheus:
    return start_prometheus(samples())


def promtool(*arguments: str) -> list[dict[str, Any]]:
    done = subprocess.run(
        [str(find_program("promtool")), "query", *arguments, "--format=json"],
        check=True,
        capture_output=True,
        text=True,
    )
    result: list[dict[str, Any]] = json.loads(done.stdout)
    return result


def finite(query: Query, result: list[dict[str, Any]]) -> dict[Any, Any]:
    """Return promtool's answer in the same form, without what is no number."""
    return {
        tuple(sorted((key, text) for key, text in one["metric"].items() if key in query.labels)): [
            (at, pytest.approx(float(text), rel=1e-11))
            for at, text in one.get("values") or [one["value"]]
            if math.isfinite(float(text))
        ]
        for one in result
    }


def test_instant_and_range_values_are_those_of_promtool(server: Prometheus) -> None:
    answers = {result.id: result for result in ask(server.url, *RANGE, *INSTANT, timeout_s=10.0).items}
    at = str(int(NOON.timestamp()))
    for query in INSTANT:
        expected = promtool("instant", f"--time={at}", server.url, query.promql)
        assert as_numbers(answers[query.id].series) == finite(query, expected), query.id
    for query in RANGE:
        window = (f"--start={START}", f"--end={at}", f"--step={query.step_s}s")
        expected = promtool("range", *window, server.url, query.promql)
        assert as_numbers(answers[query.id].series) == finite(query, expected), query.id
    assert list(answers) == sorted(answers)


def test_a_gap_stays_a_gap(server: Prometheus) -> None:
    (result,) = ask(server.url, RANGE[0], timeout_s=10.0).items
    numbers = as_numbers(result.series)
    minutes = {labels: [round((at - START) / 60) for at, _ in points] for labels, points in numbers.items()}
    assert minutes[("node", "a"),] == list(range(0, 121, 10))
    assert minutes[("node", "b"),] == [0, 10, 20, 30, 40, 50, 60, 90, 100, 110, 120]  # 60: five minutes of look-back


def test_nan_is_a_gap_and_an_unknown_metric_is_empty(server: Prometheus) -> None:
    nan, missing = (ask(server.url, query, timeout_s=10.0).items[0] for query in (INSTANT[2], INSTANT[1]))
    assert as_numbers(nan.series) == {(("node", "a"), ("room", "1")): [], (("node", "b"), ("room", "1")): []}
    assert missing.series == ()
    assert '"NaN"' in server_says(server, INSTANT[2].promql)


def server_says(server: Prometheus, promql: str) -> str:
    return json.dumps(promtool("instant", f"--time={int(NOON.timestamp())}", server.url, promql))


def test_labels_that_the_query_does_not_keep_are_dropped(server: Prometheus) -> None:
    (result,) = ask(server.url, RANGE[0], timeout_s=10.0).items
    assert not isinstance(result.series, Missing)
    assert {key for series in result.series for key, _ in series.labels} == {"node"}


def test_a_query_that_prometheus_refuses_is_missing_alone(server: Prometheus) -> None:
    bad, good = Query("bad", "sum("), INSTANT[-1]
    first, second = ask(server.url, bad, good, timeout_s=10.0).items
    assert first.series == Missing("the metrics server answered HTTP 400 Bad Request", "failed")
    assert as_numbers(second.series)


def test_a_server_that_is_down_makes_the_whole_reading_missing() -> None:
    reading = ask(f"http://127.0.0.1:{free_port()}", *INSTANT)
    assert reading.value == Missing(
        "the metrics server could not be asked: the connection was refused or the name is not known", "failed"
    )
