"""Whatever goes wrong with a metrics server, a look at it ends in time, and what could not be read says why."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from kubefolio.facts.base import Missing
from kubefolio.facts.metrics import Query
from tests.real.conftest import StartFaultyHttp
from tests.real.reading import START, as_numbers, ask
from tests.real.servers import faults
from tests.real.servers.faults import Answer, Fault, Wire
from tests.real.servers.faulty import FaultyHttp, prometheus_answer, prometheus_error

SECRET = "s3cr3t-of-the-owner"
IN_TIME_S = 4.0
ONE = prometheus_answer([{"metric": {}, "value": [START, "1"]}])
UP = Query("up", "up")
ASKED = r"query=up(&|$)"


@pytest.fixture(name="canned")
def _canned(start_faulty_http: StartFaultyHttp) -> FaultyHttp:
    return start_faulty_http({"/api/v1/query": ONE})


def failed(server: FaultyHttp, fault: Fault, **settings: Any) -> str:  # noqa: ANN401  # any setting
    """Return why a query is missing whose answer has this fault."""
    server.faults.set(ASKED, fault)
    began = time.monotonic()
    (result,) = ask(server.url, UP, **settings).items
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
    assert as_numbers(ask(canned.url, UP, timeout_s=5.0).items[0].series) == {(): [(START, 1.0)]}


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
    assert as_numbers(ask(canned.url, UP).items[0].series) == {(): []}


def test_warnings_are_kept(canned: FaultyHttp) -> None:
    body = json.dumps(json.loads(ONE.body) | {"warnings": ["store gateway is down"]}).encode()
    canned.faults.set(ASKED, faults.reply(Answer(200, body)))
    (result,) = ask(canned.url, UP).items
    assert result.warnings == ("store gateway is down",)


@pytest.mark.parametrize("code", [401, 403, 404, 500])
def test_a_server_that_answers_nothing_is_missing_whole(code: int, canned: FaultyHttp) -> None:
    canned.faults.set("", faults.status(code))
    value = ask(canned.url, UP).value
    assert isinstance(value, Missing)
    assert value.missing.startswith(f"the metrics server could not be asked: HTTP {code} ")
    assert value.cause == "failed"


def test_slow_queries_do_not_add_up_beyond_their_limit(canned: FaultyHttp) -> None:
    canned.faults.set(ASKED, faults.delay(60))
    began = time.monotonic()
    reading = ask(canned.url, *(Query(f"up-{number}", "up") for number in range(8)), max_parallel=8)
    assert all(isinstance(result.series, Missing) for result in reading.items)
    assert time.monotonic() - began < IN_TIME_S


def test_headers_that_drip_are_given_up(canned: FaultyHttp) -> None:
    def act(wire: Wire, _: Callable[[], Answer]) -> None:
        wire.body(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while wire.wait(0.1):
            wire.body(b"a")

    assert failed(canned, act) == "the metrics server answered no complete answer within 1 s"
