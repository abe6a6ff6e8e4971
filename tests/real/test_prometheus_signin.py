"""What signs in to a metrics server, and what it is asked."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from kubefolio.errors import SettingsError
from kubefolio.facts.metrics import Query
from tests.real.conftest import StartFaultyHttp
from tests.real.reading import NOON, START, as_numbers, ask
from tests.real.servers import faults
from tests.real.servers.faulty import FaultyHttp, prometheus_answer, query_of

SECRET = "s3cr3t-of-the-owner"
ONE = prometheus_answer([{"metric": {}, "value": [START, "1"]}])
UP = Query("up", "up")


@pytest.fixture(name="canned")
def _canned(start_faulty_http: StartFaultyHttp) -> FaultyHttp:
    return start_faulty_http({"/api/v1/query": ONE})


def authorizations(server: FaultyHttp) -> set[str | None]:
    return {request.headers.get("authorization") for request in server.faults.requests}


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


def test_nothing_is_shown_unless_it_is_asked_for(canned: FaultyHttp) -> None:
    ask(canned.url, UP)
    assert authorizations(canned) == {None}
    assert {request.headers.get("x-scope-orgid") for request in canned.faults.requests} == {None}


def test_a_token_from_a_file_or_the_environment_arrives(
    canned: FaultyHttp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "token").write_text(f"{SECRET}\n")
    monkeypatch.setenv("METRICS_TOKEN", f"{SECRET}\n")
    for settings in ({"token_file": str(tmp_path / "token")}, {"token_env": "METRICS_TOKEN"}):
        canned.faults.clear()
        assert ask(canned.url, UP, **settings).items
        assert authorizations(canned) == {f"Bearer {SECRET}"}


@pytest.mark.parametrize("password", [SECRET, "pass:word", "пароль"])
def test_a_password_from_a_file_or_the_environment_arrives(
    password: str, canned: FaultyHttp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "password").write_text(f"{password}\n", encoding="utf-8")
    monkeypatch.setenv("METRICS_PASSWORD", password)
    for settings in ({"password_file": str(tmp_path / "password")}, {"password_env": "METRICS_PASSWORD"}):
        canned.faults.clear()
        assert ask(canned.url, UP, username="me", **settings).items
        assert authorizations(canned) == {basic(f"me:{password}")}


def test_a_tenant_arrives(canned: FaultyHttp) -> None:
    ask(canned.url, UP, tenant="home")
    assert {request.headers.get("x-scope-orgid") for request in canned.faults.requests} == {"home"}


@pytest.mark.parametrize("token", ["a\nX-Other: b", "a\x00", "caf\u00e9"])
def test_a_token_that_cannot_be_sent_is_an_error_without_it(token: str, canned: FaultyHttp, tmp_path: Path) -> None:
    (tmp_path / "token").write_text(token, encoding="utf-8")
    with pytest.raises(SettingsError, match=r"^prometheus\.token: holds characters that no token has$"):
        ask(canned.url, UP, token_file=str(tmp_path / "token"))
    assert canned.faults.requests == ()


@pytest.mark.parametrize("option", ["token_file", "token_env", "ca_file"])
def test_a_secret_that_is_not_there_is_an_error(option: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=rf"prometheus\.{option}: "):
        ask("http://127.0.0.1:9", UP, **{option: str(tmp_path / "NO_SUCH_SECRET")})


def test_a_secret_that_is_not_text_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError, match=r"prometheus\.token_file: .*is not text"):
        ask("http://127.0.0.1:9", UP, token_file=str(tmp_path / "token"))


def test_the_prefix_of_an_address_is_kept(start_faulty_http: StartFaultyHttp) -> None:
    mimir = start_faulty_http({"^/prometheus/api/v1/query": ONE})
    assert as_numbers(ask(f"{mimir.url}/prometheus/", UP).items[0].series) == {(): [(START, 1.0)]}


def test_a_query_is_asked_as_of_the_given_moment(canned: FaultyHttp) -> None:
    canned.faults.set("query_range", faults.reply(prometheus_answer([], "matrix")))
    ask(canned.url, Query("up", "up", (), 3600, 60), UP)
    now = str(int(NOON.timestamp()))
    asked = [query_of(request) for request in canned.faults.requests if "vector" not in request.path]
    over = {"query": "up", "start": str(int(now) - 3600), "end": now, "step": "60"}
    assert sorted(asked, key=len) == [{"query": "up", "time": now}, over]
