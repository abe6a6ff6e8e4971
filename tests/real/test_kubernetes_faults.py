"""Whatever goes wrong with an API server, a look at it ends in time, and what could not be read says why."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from kubefolio.sources.kubernetes.lists import REJECTED
from tests.real.conftest import StartFaultyHttp, skip_or_fail_without_server
from tests.real.reading import Look, look
from tests.real.servers import faults
from tests.real.servers.apiserver import running_apiserver
from tests.real.servers.faults import Answer, Fault, Wire
from tests.real.servers.faulty import FaultyProxy, faulty_proxy
from tests.real.servers.kubeclient import ADMIN_TOKEN, ApiServer
from tests.real.servers.kubeconfig import write_kubeconfig

PODS = tuple(f"pod-{number}" for number in range(7))
LIST, NEXT = r"^/api/v1/pods\?", r"^/api/v1/pods\?.*continue="
IN_TIME_S = 4.0
"""Beyond the limits of any list here, since the machine may be busy; without them it would be minutes."""
LATE = "no complete answer within 1 s"


@pytest.fixture(scope="module", name="server")
def _server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    """An API server with seven pods and without any project's kinds."""
    with ExitStack() as servers:
        with skip_or_fail_without_server():
            server = servers.enter_context(running_apiserver(tmp_path_factory.mktemp("faults"), audit=False))
        server.create_many(pod(name) for name in PODS)
        yield server


def pod(name: str) -> dict[str, object]:
    spec = {"containers": [{"name": "main", "image": "registry.example/main:1"}]}
    meta = {"namespace": "default", "name": name}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec, "status": {"phase": "Running"}}


@pytest.fixture(name="proxy")
def _proxy(server: ApiServer) -> Iterator[FaultyProxy]:
    with faulty_proxy(server) as proxy:
        yield proxy


@pytest.fixture(name="look_with")
def _look_with(proxy: FaultyProxy) -> Callable[..., Look]:
    """Return a function that looks through the proxy while requests for pods have this fault."""

    def look_with(fault: Fault, path: str = LIST, *, nth: int | None = None, **settings: object) -> Look:
        proxy.faults.set(path, fault, nth=nth)
        seen = look(proxy.kubeconfig, **settings)
        assert ADMIN_TOKEN not in seen.reasons
        assert "127.0.0.1" not in seen.reasons
        return seen

    return look_with


LookWith = Callable[..., Look]


def assert_only_pods_failed(seen: Look, reason: str) -> None:
    assert seen.missing("pods").cause == "failed"
    assert seen.missing("pods").missing == f"kubernetes: pods: {reason}"
    assert [field for field, cause in seen.causes.items() if cause != "absent"] == ["pods"]
    assert "default" in seen.names("namespaces")
    assert seen.seconds < IN_TIME_S


def test_a_sound_server_is_read_whole_page_by_page(proxy: FaultyProxy) -> None:
    seen = look(proxy.kubeconfig)
    pages = [request for request in proxy.faults.requests if request.path.startswith("/api/v1/pods?")]
    assert seen.names("pods") == PODS
    assert len(pages) == 4
    assert set(seen.causes.values()) == {"absent"}


def test_a_kind_that_is_not_installed_is_absent_and_not_asked_for(proxy: FaultyProxy) -> None:
    seen = look(proxy.kubeconfig)
    why = seen.missing("argocd_applications")
    assert (why.missing, why.cause) == ("the cluster does not serve applications (argoproj.io)", "absent")
    assert seen.causes["node_usage"] == seen.causes["flux_kustomizations"] == "absent"
    assert [request.path for request in proxy.faults.requests if "argoproj" in request.path] == []


def test_a_stopped_server_makes_everything_missing_at_once(server: ApiServer, tmp_path: Path) -> None:
    with faulty_proxy(server) as stopped:
        kubeconfig = tmp_path / "kubeconfig"
        write_kubeconfig(kubeconfig, url=stopped.url, token=ADMIN_TOKEN, ca_file=server.ca_file)
    seen = look(kubeconfig)
    assert set(seen.causes.values()) == {"failed"}
    assert set(seen.causes) == set(seen.readings)
    assert set(seen.reasons.splitlines()) == {
        "the cluster's API server could not be asked: the connection was refused or the name is not known"
    }
    assert seen.seconds < IN_TIME_S


def test_a_server_that_never_answers_is_given_up(look_with: LookWith) -> None:
    seen = look_with(faults.delay(60), "^/version", timeout_s=1.0)
    assert set(seen.causes) == set(seen.readings)
    assert seen.missing("pods").missing == "the cluster's API server could not be asked: no complete answer within 1 s"
    assert seen.seconds < IN_TIME_S


def test_a_token_that_is_not_accepted_is_a_failure(server: ApiServer) -> None:
    seen = look(server.kubeconfig_for("no-such-token"))
    assert set(seen.causes) == set(seen.readings)
    assert set(seen.causes.values()) == {"failed"}
    assert set(seen.reasons.splitlines()) == {REJECTED}


@pytest.mark.parametrize("path", ["^/version", "^/apis$"])
def test_an_account_that_may_not_even_ask_for_the_version_is_a_failure(path: str, look_with: LookWith) -> None:
    seen = look_with(faults.status(403), path)
    assert set(seen.causes) == set(seen.readings)
    assert set(seen.causes.values()) == {"failed"}


def test_an_account_without_rights_may_list_nothing(server: ApiServer) -> None:
    seen = look(server.kubeconfig_for("default/nobody"))
    assert seen.missing("pods").missing == "the service account may not list pods"
    assert "version" not in seen.causes
    assert {cause for field, cause in seen.causes.items()} == {"forbidden", "absent"}


def test_pods_denied_are_forbidden_and_the_rest_is_there(look_with: LookWith) -> None:
    seen = look_with(faults.status(403))
    assert seen.causes["pods"] == "forbidden"
    assert {field for field, cause in seen.causes.items() if cause != "absent"} == {"pods"}


def test_a_list_that_comes_too_late_is_given_up(look_with: LookWith) -> None:
    assert_only_pods_failed(look_with(faults.delay(60), timeout_s=1.0), LATE)


def test_a_body_that_drips_is_given_up(look_with: LookWith) -> None:
    assert_only_pods_failed(look_with(faults.drip(100), timeout_s=1.0), LATE)


def drip_raw(start: bytes, filler: bytes) -> Fault:
    """Send raw bytes, then more of them for ever, ten times a second."""

    def act(wire: Wire, _: Callable[[], Answer]) -> None:
        wire.body(start)
        while wire.wait(0.1):
            wire.body(filler)

    return act


@pytest.mark.parametrize(
    ("start", "filler"),
    [
        pytest.param(b"HT", b"", id="status line"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX-Long: ", b"a", id="header"),
        pytest.param(b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n", id="interim answers"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0", id="size of a chunk"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n", id="trailers"),
    ],
)
def test_an_answer_that_drips_anywhere_else_is_given_up(start: bytes, filler: bytes, look_with: LookWith) -> None:
    seen = look_with(drip_raw(start, filler), timeout_s=1.0)
    assert_only_pods_failed(seen, LATE)


def test_a_list_without_end_is_given_up(look_with: LookWith) -> None:
    page = {"metadata": {"continue": "more"}, "items": [pod("again")]}
    assert_only_pods_failed(look_with(faults.reply(Answer(200, json.dumps(page).encode())), timeout_s=1.0), LATE)


def test_a_list_longer_than_its_limit_is_missing_as_a_whole(look_with: LookWith) -> None:
    page = {"metadata": {"continue": "more"}, "items": [pod("again")] * 50}
    fault = faults.reply(Answer(200, json.dumps(page).encode()))
    assert_only_pods_failed(look_with(fault, max_objects=120, timeout_s=3.0), "there are more than 120")


def test_a_small_answer_that_unpacks_to_a_huge_one_is_given_up_at_its_limit(look_with: LookWith) -> None:
    packed = gzip.compress(b" " * 200 * 1024**2)
    answer = Answer(200, packed, (("Content-Type", "application/json"), ("Content-Encoding", "gzip")))
    assert len(packed) < 256 * 1024
    assert_only_pods_failed(look_with(faults.reply(answer), max_bytes=1024**2), "the answer is longer than 1 MiB")


def test_a_list_of_slow_pages_is_bounded_as_a_whole(look_with: LookWith) -> None:
    page = {"metadata": {"continue": "more"}, "items": [pod("again")]}

    def late(wire: Wire, _: Callable[[], Answer]) -> None:
        if wire.wait(0.4):
            faults.reply(Answer(200, json.dumps(page).encode()))(wire, _)

    assert_only_pods_failed(look_with(late, timeout_s=1.0), LATE)


def test_a_body_without_end_is_given_up_at_its_limit(look_with: LookWith) -> None:
    seen = look_with(faults.endless(), max_bytes=1024**2)
    assert_only_pods_failed(seen, "the answer is longer than 1 MiB")


def test_a_500_half_way_through_a_list_leaves_no_partial_list(look_with: LookWith) -> None:
    assert_only_pods_failed(look_with(faults.status(500), NEXT), "HTTP 500 Internal Server Error")


@pytest.mark.parametrize("fault", [faults.status(500), faults.status(503), faults.cut(40)], ids=["500", "503", "cut"])
def test_a_fault_that_passes_is_healed_by_trying_again(fault: Fault, look_with: LookWith) -> None:
    assert look_with(fault, NEXT, nth=1).names("pods") == PODS


def test_a_body_that_is_always_cut_is_missing(look_with: LookWith) -> None:
    seen = look_with(faults.cut(40))
    assert_only_pods_failed(seen, "the connection broke")


def test_retry_after_is_honoured(look_with: LookWith) -> None:
    seen = look_with(faults.status(429, retry_after_s=1), nth=1, timeout_s=5.0)
    assert seen.names("pods") == PODS
    assert 1 <= seen.seconds < IN_TIME_S


def test_a_retry_after_beyond_the_limit_is_not_waited_for(look_with: LookWith) -> None:
    seen = look_with(faults.status(429, retry_after_s=3600))
    assert_only_pods_failed(seen, "HTTP 429 Too Many Requests")
    assert seen.seconds < 2


@pytest.mark.parametrize("value", ["Wed, 21 Oct 2026 07:28:00 GMT", "²", "-1", "9" * 400, "soon"])
def test_a_retry_after_that_is_no_number_is_no_harm(value: str, look_with: LookWith) -> None:
    answer = Answer(503, b"{}", (("Retry-After", value),))
    seen = look_with(faults.reply(answer), timeout_s=1.0)
    assert_only_pods_failed(seen, "HTTP 503 Service Unavailable")


def test_a_list_that_the_server_forgot_is_begun_again_once(look_with: LookWith, proxy: FaultyProxy) -> None:
    seen = look_with(faults.status(410), NEXT, nth=2)
    asked = [request.path for request in proxy.faults.requests if request.path.startswith("/api/v1/pods?")]
    assert seen.names("pods") == PODS
    assert len([path for path in asked if "continue" not in path]) == 2


def test_a_list_that_is_forgotten_again_is_missing(look_with: LookWith, proxy: FaultyProxy) -> None:
    assert_only_pods_failed(look_with(faults.status(410), NEXT), "HTTP 410 Gone")
    assert len([request for request in proxy.faults.requests if request.path == "/api/v1/pods?limit=2"]) == 2


def test_a_token_is_never_carried_to_another_server(look_with: LookWith, start_faulty_http: StartFaultyHttp) -> None:
    other = start_faulty_http({"": Answer(200, b'{"items": []}')})
    seen = look_with(faults.redirect(f"{other.url}/api/v1/pods"))
    assert_only_pods_failed(seen, "HTTP 302 Found: redirects are not followed")
    assert other.faults.requests == ()


def test_faults_do_not_add_up(look_with: LookWith) -> None:
    began = time.monotonic()
    seen = look_with(faults.delay(60), r"\?limit=", max_parallel=32, timeout_s=1.0)
    assert "version" not in seen.causes
    assert time.monotonic() - began < IN_TIME_S
