"""What the site says of a Prometheus is what promtool says, and what cannot be read says why."""

from __future__ import annotations

import base64
import json
import math
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from kubefolio.errors import SettingsError
from kubefolio.facts.base import Missing, Reading
from kubefolio.facts.metrics import Query, QueryResult, Series
from kubefolio.sources import prometheus
from kubefolio.sources.prometheus.client import PrometheusSettings
from tests.real.conftest import StartFaultyHttp, StartPrometheus
from tests.real.servers import faults
from tests.real.servers.faults import Answer, Fault, Wire
from tests.real.servers.faulty import FaultyHttp, prometheus_answer, prometheus_error, query_of
from tests.real.servers.ports import free_port
from tests.real.servers.programs import find_program
from tests.real.servers.prometheus import Prometheus

START = 1_700_000_000
NOW = datetime.fromtimestamp(START + 7200, UTC)
SECRET = "s3cr3t-of-the-owner"
IN_TIME_S = 4.0

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


def read(url: str, *queries: Query, **settings: Any) -> Reading[QueryResult]:  # noqa: ANN401  # any setting
    options: dict[str, Any] = {"url": url, "timeout_s": 1.0} | settings
    return prometheus.read(PrometheusSettings(**options), queries, NOW, lambda _: None)["queries"]


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


def as_numbers(series: tuple[Series, ...] | Missing) -> dict[tuple[tuple[str, str], ...], list[tuple[float, float]]]:
    assert not isinstance(series, Missing), series
    return {one.labels: [(point.at.timestamp(), point.value) for point in one.points] for one in series}


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
    answers = {result.id: result for result in read(server.url, *RANGE, *INSTANT, timeout_s=10.0).items}
    at = str(int(NOW.timestamp()))
    for query in INSTANT:
        expected = promtool("instant", f"--time={at}", server.url, query.promql)
        assert as_numbers(answers[query.id].series) == finite(query, expected), query.id
    for query in RANGE:
        window = (f"--start={START}", f"--end={at}", f"--step={query.step_s}s")
        expected = promtool("range", *window, server.url, query.promql)
        assert as_numbers(answers[query.id].series) == finite(query, expected), query.id
    assert list(answers) == sorted(answers)


def test_a_gap_stays_a_gap(server: Prometheus) -> None:
    (result,) = read(server.url, RANGE[0], timeout_s=10.0).items
    numbers = as_numbers(result.series)
    minutes = {labels: [round((at - START) / 60) for at, _ in points] for labels, points in numbers.items()}
    assert minutes[("node", "a"),] == list(range(0, 121, 10))
    assert minutes[("node", "b"),] == [0, 10, 20, 30, 40, 50, 60, 90, 100, 110, 120]  # 60: five minutes of look-back


def test_nan_is_a_gap_and_an_unknown_metric_is_empty(server: Prometheus) -> None:
    nan, missing = (read(server.url, query, timeout_s=10.0).items[0] for query in (INSTANT[2], INSTANT[1]))
    assert as_numbers(nan.series) == {(("node", "a"), ("room", "1")): [], (("node", "b"), ("room", "1")): []}
    assert missing.series == ()
    assert '"NaN"' in server_says(server, INSTANT[2].promql)


def server_says(server: Prometheus, promql: str) -> str:
    return json.dumps(promtool("instant", f"--time={int(NOW.timestamp())}", server.url, promql))


def test_labels_that_the_query_does_not_keep_are_dropped(server: Prometheus) -> None:
    (result,) = read(server.url, RANGE[0], timeout_s=10.0).items
    assert not isinstance(result.series, Missing)
    assert {key for series in result.series for key, _ in series.labels} == {"node"}


def test_a_query_that_prometheus_refuses_is_missing_alone(server: Prometheus) -> None:
    bad, good = Query("bad", "sum("), INSTANT[-1]
    first, second = read(server.url, bad, good, timeout_s=10.0).items
    assert first.series == Missing("the metrics server answered HTTP 400 Bad Request", "failed")
    assert as_numbers(second.series)


def test_a_server_that_is_down_makes_the_whole_reading_missing() -> None:
    reading = read(f"http://127.0.0.1:{free_port()}", *INSTANT)
    assert reading.value == Missing(
        "the metrics server could not be asked: the connection was refused or the name is not known", "failed"
    )


# A server of canned answers: who signs in, and what goes wrong.

ONE = prometheus_answer([{"metric": {}, "value": [START, "1"]}])
UP = Query("up", "up")
PROBE, ASKED = r"query=vector", r"query=up(&|$)"


@pytest.fixture(name="canned")
def _canned(start_faulty_http: StartFaultyHttp) -> FaultyHttp:
    return start_faulty_http({"/api/v1/query": ONE})


def authorizations(server: FaultyHttp) -> set[str | None]:
    return {request.headers.get("authorization") for request in server.faults.requests}


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


def test_nothing_is_shown_unless_it_is_asked_for(canned: FaultyHttp) -> None:
    read(canned.url, UP)
    assert authorizations(canned) == {None}
    assert {request.headers.get("x-scope-orgid") for request in canned.faults.requests} == {None}


def test_a_token_from_a_file_or_the_environment_arrives(
    canned: FaultyHttp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "token").write_text(f"{SECRET}\n")
    monkeypatch.setenv("METRICS_TOKEN", f"{SECRET}\n")
    for settings in ({"token_file": str(tmp_path / "token")}, {"token_env": "METRICS_TOKEN"}):
        canned.faults.clear()
        assert read(canned.url, UP, **settings).items
        assert authorizations(canned) == {f"Bearer {SECRET}"}


@pytest.mark.parametrize("password", [SECRET, "pass:word", "пароль"])
def test_a_password_from_a_file_or_the_environment_arrives(
    password: str, canned: FaultyHttp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "password").write_text(f"{password}\n", encoding="utf-8")
    monkeypatch.setenv("METRICS_PASSWORD", password)
    for settings in ({"password_file": str(tmp_path / "password")}, {"password_env": "METRICS_PASSWORD"}):
        canned.faults.clear()
        assert read(canned.url, UP, username="me", **settings).items
        assert authorizations(canned) == {basic(f"me:{password}")}


def test_a_tenant_arrives(canned: FaultyHttp) -> None:
    read(canned.url, UP, tenant="home")
    assert {request.headers.get("x-scope-orgid") for request in canned.faults.requests} == {"home"}


@pytest.mark.parametrize("token", ["a\nX-Other: b", "a\x00", "caf\u00e9"])
def test_a_token_that_cannot_be_sent_is_an_error_without_it(token: str, canned: FaultyHttp, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(token, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"^prometheus\.token: holds characters that no token has$"):
        read(canned.url, UP, token_file=str(tmp_path / "token"))
    assert canned.faults.requests == ()


@pytest.mark.parametrize("option", ["token_file", "token_env"])
def test_a_secret_that_is_not_there_is_an_error(option: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=rf"prometheus\.{option}: "):
        read("http://127.0.0.1:9", UP, **{option: str(tmp_path / "NO_SUCH_SECRET")})


def test_a_secret_that_is_not_text_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=r"prometheus\.token_file: .*is not text"):
        read("http://127.0.0.1:9", UP, token_file=str(tmp_path / "token"))


def test_the_prefix_of_an_address_is_kept(start_faulty_http: StartFaultyHttp) -> None:
    mimir = start_faulty_http({"^/prometheus/api/v1/query": ONE})
    assert as_numbers(read(f"{mimir.url}/prometheus/", UP).items[0].series) == {(): [(START, 1.0)]}


def test_a_query_is_asked_as_of_the_given_moment(canned: FaultyHttp) -> None:
    canned.faults.set("query_range", faults.reply(prometheus_answer([], "matrix")))
    read(canned.url, Query("up", "up", (), 3600, 60), UP)
    now = str(int(NOW.timestamp()))
    asked = [query_of(request) for request in canned.faults.requests if "vector" not in request.path]
    over = {"query": "up", "start": str(int(now) - 3600), "end": now, "step": "60"}
    assert sorted(asked, key=len) == [{"query": "up", "time": now}, over]


def failed(server: FaultyHttp, fault: Fault, **settings: Any) -> str:  # noqa: ANN401  # any setting
    """Return why a query is missing whose answer has this fault."""
    server.faults.set(ASKED, fault)
    began = time.monotonic()
    (result,) = read(server.url, UP, **settings).items
    assert time.monotonic() - began < IN_TIME_S
    assert isinstance(result.series, Missing), result
    assert result.series.cause == "failed"
    assert "127.0.0.1" not in result.series.missing
    return result.series.missing


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (faults.reply(prometheus_error(400, "bad_data")), "HTTP 400 Bad Request"),
        (faults.reply(prometheus_error(401, "unauthorized")), "HTTP 401 Unauthorized"),
        (faults.reply(prometheus_error(422, "execution")), "HTTP 422 Unprocessable Entity"),
        (faults.reply(prometheus_error(503, "timeout")), "HTTP 503 Service Unavailable"),
        (faults.delay(60), "no complete answer within 1 s"),
        (faults.drip(20), "no complete answer within 1 s"),
        (faults.cut(10), "the connection broke"),
    ],
    ids=["400", "401", "422", "503", "late", "drip", "cut"],
)
def test_an_answer_with_a_fault_is_missing_with_its_reason(fault: Fault, reason: str, canned: FaultyHttp) -> None:
    assert failed(canned, fault) == f"the metrics server answered {reason}"


def test_an_answer_without_end_is_given_up_at_its_limit(canned: FaultyHttp) -> None:
    assert failed(canned, faults.endless(), max_bytes=1024**2).endswith("the answer is longer than 1 MiB")


def test_a_503_that_passes_is_healed_by_trying_again(canned: FaultyHttp) -> None:
    canned.faults.set(ASKED, faults.reply(prometheus_error(503, "unavailable")), nth=1)
    assert as_numbers(read(canned.url, UP, timeout_s=5.0).items[0].series) == {(): [(START, 1.0)]}


def test_a_token_is_never_carried_to_another_server(
    canned: FaultyHttp, start_faulty_http: StartFaultyHttp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("METRICS_TOKEN", SECRET)
    other = start_faulty_http({"": ONE})
    reason = failed(canned, faults.redirect(f"{other.url}/api/v1/query"), token_env="METRICS_TOKEN")
    assert reason == "the metrics server answered HTTP 302 Found: redirects are not followed"
    assert other.faults.requests == ()


def result_of(value: str) -> bytes:
    return b'{"status": "success", "data": {"result": [{"metric": {}, "value": ' + value.encode() + b"}]}}"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"<html>Sign in</html>",
        b'{"status": "error", "error": "no", "data": {"result": []}}',
        b'{"status": "success", "data": {"resultType": "scalar", "result": [1, "2"]}}',
        b'{"status": "success", "data": {"result": [{"metric": {"up": "\xff"}, "value": [1, "2"]}]}}',
        b'{"status": "success", "data": {"result": []}, "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        result_of('[1, "much"]'),
        result_of('[1e20, "1"]'),
        result_of("[1, 2]"),
    ],
    ids=lambda body: body[:120].decode(errors="replace")[-30:] or "nothing",
)
def test_garbage_is_missing_and_never_empty(body: bytes, canned: FaultyHttp) -> None:
    reason = failed(canned, faults.reply(Answer(200, body)))
    assert reason == "the metrics server's answer is not that of Prometheus"


@pytest.mark.parametrize("value", ["NaN", "+Inf", "-Inf"])
def test_what_is_no_finite_number_is_a_gap(value: str, canned: FaultyHttp) -> None:
    canned.faults.set(ASKED, faults.reply(Answer(200, result_of(f'[1, "{value}"]'))))
    assert as_numbers(read(canned.url, UP).items[0].series) == {(): []}


def test_warnings_are_kept(canned: FaultyHttp) -> None:
    body = json.dumps(json.loads(ONE.body) | {"warnings": ["store gateway is down"]}).encode()
    canned.faults.set(ASKED, faults.reply(Answer(200, body)))
    (result,) = read(canned.url, UP).items
    assert result.warnings == ("store gateway is down",)


@pytest.mark.parametrize("code", [401, 403, 404, 500])
def test_a_server_that_answers_nothing_is_missing_whole(code: int, canned: FaultyHttp) -> None:
    canned.faults.set("", faults.status(code))
    value = read(canned.url, UP).value
    assert isinstance(value, Missing)
    assert value.missing.startswith(f"the metrics server could not be asked: HTTP {code} ")
    assert value.cause == "failed"


def test_slow_queries_do_not_add_up_beyond_their_limit(canned: FaultyHttp) -> None:
    canned.faults.set(ASKED, faults.delay(60))
    began = time.monotonic()
    reading = read(canned.url, *(Query(f"up-{number}", "up") for number in range(8)), max_parallel=8)
    assert all(isinstance(result.series, Missing) for result in reading.items)
    assert time.monotonic() - began < IN_TIME_S


def test_headers_that_drip_are_given_up(canned: FaultyHttp) -> None:
    def act(wire: Wire, _: Callable[[], Answer]) -> None:
        wire.body(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while wire.wait(0.1):
            wire.body(b"a")

    assert failed(canned, act) == "the metrics server answered no complete answer within 1 s"
