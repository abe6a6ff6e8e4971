"""The faulty servers of the tests go wrong where they are told to, and nowhere else."""

from __future__ import annotations

import time

import pytest
import urllib3

from tests.real.conftest import StartFaultyHttp
from tests.real.servers import faults
from tests.real.servers.errors import ServerFailed
from tests.real.servers.faulty import FaultyProxy, prometheus_answer, prometheus_error, query_of
from tests.real.servers.kubeclient import ApiServer


def test_the_proxy_forwards_to_the_real_server(apiserver: ApiServer, proxy: FaultyProxy) -> None:
    assert apiserver.kubectl("get", "namespace", "default", "-o", "name", f"--kubeconfig={proxy.kubeconfig}")
    assert any(request.path.startswith("/api/v1/namespaces/default") for request in proxy.faults.requests)


def test_the_proxy_forwards_the_rights_of_the_token(apiserver: ApiServer, proxy: FaultyProxy) -> None:
    kubeconfig = proxy.kubeconfig_for(apiserver.service_account("servers-proxy", "nobody"))
    with pytest.raises(ServerFailed, match="forbidden"):
        apiserver.kubectl("get", "nodes", f"--kubeconfig={kubeconfig}")


def get(apiserver: ApiServer, url: str) -> urllib3.BaseHTTPResponse:
    headers = {"Authorization": f"Bearer {apiserver.admin_token}"}
    return apiserver.pool.request("GET", url, headers=headers, redirect=False, timeout=5)


def test_only_the_nth_matching_request_goes_wrong(apiserver: ApiServer, proxy: FaultyProxy) -> None:
    proxy.faults.set(r"/nodes\?limit=", faults.status(429, retry_after_s=1), nth=2)
    answers = [get(apiserver, f"{proxy.url}/api/v1/nodes?limit=5") for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 429, 200]
    assert answers[1].headers["Retry-After"] == "1"


def test_a_fault_can_be_an_expired_page_or_another_address(apiserver: ApiServer, proxy: FaultyProxy) -> None:
    proxy.faults.set("continue=", faults.status(410))
    proxy.faults.set("/api/v1/pods", faults.redirect("http://127.0.0.1:9/"))
    expired = get(apiserver, f"{proxy.url}/api/v1/nodes?continue=abc")
    moved = get(apiserver, f"{proxy.url}/api/v1/pods")
    assert (expired.status, expired.json()["reason"]) == (410, "Expired")
    assert (moved.status, moved.headers["Location"]) == (302, "http://127.0.0.1:9/")


def test_a_fault_can_be_slowness(apiserver: ApiServer, proxy: FaultyProxy) -> None:
    proxy.faults.set("/version", faults.delay(0.3), nth=1)
    proxy.faults.set("/version", faults.drip(1000), nth=2)
    times = []
    for _ in range(3):
        began = time.monotonic()
        assert get(apiserver, f"{proxy.url}/version").json()["major"]
        times.append(time.monotonic() - began)
    assert times[0] > 0.3
    assert times[1] > 0.2
    assert times[2] < 0.2


def test_a_fault_can_end_a_body_too_early(apiserver: ApiServer, proxy: FaultyProxy) -> None:
    proxy.faults.set("/version", faults.cut(20))
    with pytest.raises(urllib3.exceptions.ProtocolError, match="20 bytes read"):
        get(apiserver, f"{proxy.url}/version")


def test_a_fault_can_be_a_body_without_end(apiserver: ApiServer, proxy: FaultyProxy) -> None:
    proxy.faults.set("/api/v1/pods", faults.endless())
    answer = apiserver.pool.request("GET", f"{proxy.url}/api/v1/pods", preload_content=False)
    read = sum(len(answer.read(65536)) for _ in range(100))
    answer.close()
    assert read > 5_000_000


def test_a_faulty_server_stops_while_clients_wait(
    start_faulty_http: StartFaultyHttp, http: urllib3.PoolManager
) -> None:
    server = start_faulty_http()
    server.faults.set("/api/v1/query", faults.delay(3600))
    with pytest.raises(urllib3.exceptions.ReadTimeoutError):
        http.request("GET", f"{server.url}/api/v1/query", timeout=0.2)


def test_prometheus_faults_look_like_those_of_prometheus(
    start_faulty_http: StartFaultyHttp, http: urllib3.PoolManager
) -> None:
    server = start_faulty_http({"/api/v1/query$": prometheus_answer([{"metric": {}, "value": [1, "2"]}])})
    server.faults.set("query", faults.reply(prometheus_error(422, "execution")), nth=2)
    form = {"query": "up"}
    good, bad = (
        http.request_encode_body("POST", f"{server.url}/api/v1/query", form, encode_multipart=False) for _ in "ab"
    )
    assert good.json()["data"]["result"][0]["value"] == [1, "2"]
    assert (bad.status, bad.json()["errorType"]) == (422, "execution")
    assert query_of(server.faults.requests[0]) == form
    assert http.request("GET", f"{server.url}/elsewhere").status == 404
