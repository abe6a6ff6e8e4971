"""HTTP servers on loopback that misbehave on demand: one in front of a real API server, one with answers of its own."""

from __future__ import annotations

import json
import re
import ssl
import tempfile
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import urllib3

from tests.real.servers.faults import Answer, Faults, Request
from tests.real.servers.httpserver import serving
from tests.real.servers.kubeclient import ApiServer
from tests.real.servers.kubeconfig import write_kubeconfig

_OF_ONE_CONNECTION = {"connection", "content-length", "date", "host", "keep-alive", "transfer-encoding"}


@dataclass(frozen=True)
class FaultyHttp:
    """A running server that gives canned answers."""

    url: str
    faults: Faults


@dataclass(frozen=True)
class FaultyProxy:
    """A running proxy in front of a real API server, with that server's own certificate."""

    url: str
    kubeconfig: Path
    """The administrator's kubeconfig for the proxy; its context is `kubefolio-test`."""
    ca_file: Path
    """The certificate to trust, PEM."""
    faults: Faults

    def kubeconfig_for(self, token: str) -> Path:
        """Write a kubeconfig with which the holder of a token goes through the proxy; return its path."""
        with tempfile.NamedTemporaryFile(dir=self.kubeconfig.parent, suffix=".yaml", delete=False) as file:
            return write_kubeconfig(Path(file.name), url=self.url, token=token, ca_file=self.ca_file)


@contextmanager
def faulty_proxy(upstream: ApiServer) -> Iterator[FaultyProxy]:
    """Forward all requests to a real API server, but for those that `faults` names.

    It speaks TLS, since kubectl shows no token over plain HTTP. The client's own credentials are forwarded, and answers
    come back as they are, compressed ones too. An API server that does not answer is a 502.
    """
    faults, ca_file, token = Faults(), upstream.ca_file, upstream.admin_token
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(ca_file, ca_file.with_suffix(".key"))
    with tempfile.TemporaryDirectory() as folder, serving(_forward_to(upstream), faults, tls) as url:
        kubeconfig = write_kubeconfig(Path(folder) / "kubeconfig.yaml", url=url, token=token, ca_file=ca_file)
        yield FaultyProxy(url, kubeconfig, ca_file, faults)


@contextmanager
def faulty_http(answers: Mapping[str, Answer] | None = None) -> Iterator[FaultyHttp]:
    """Answer each request by the first regular expression that its path and query match; 404 if there is none."""
    faults = Faults()
    canned = [(re.compile(path), answer) for path, answer in (answers or {}).items()]

    def ask(request: Request) -> Answer:
        return next((answer for path, answer in canned if path.search(request.path)), Answer(404, b"{}"))

    with serving(ask, faults) as url:
        yield FaultyHttp(url, faults)


def prometheus_answer(result: list[dict[str, Any]], result_type: str = "vector") -> Answer:
    """Return a good answer of Prometheus's HTTP API: a vector, or a matrix for range queries."""
    return _json(200, {"status": "success", "data": {"resultType": result_type, "result": result}})


def prometheus_error(status: int, error_type: str, message: str = "made to fail") -> Answer:
    """Return an error of Prometheus's HTTP API: 400 `bad_data`, 422 `execution`, 503 `timeout` or `unavailable`."""
    return _json(status, {"status": "error", "errorType": error_type, "error": message})


def query_of(request: Request) -> dict[str, str]:
    """Return the parameters of a request, from its query and from a form in its body."""
    query = urllib.parse.urlsplit(request.path).query
    form = request.body.decode() if "form-urlencoded" in request.headers.get("content-type", "") else ""
    return dict(urllib.parse.parse_qsl(query) + urllib.parse.parse_qsl(form))


def _json(status: int, content: Mapping[str, Any]) -> Answer:
    return Answer(status, json.dumps(content).encode())


def _forward_to(upstream: ApiServer) -> Callable[[Request], Answer]:
    def ask(request: Request) -> Answer:
        try:
            answer = upstream.pool.request(
                request.method,
                upstream.url + request.path,
                body=request.body or None,
                headers={name: text for name, text in request.headers.items() if name not in _OF_ONE_CONNECTION},
                decode_content=False,
                redirect=False,
            )
        except urllib3.exceptions.HTTPError:
            return Answer(502, b"{}")
        headers = ((name, text) for name, text in answer.headers.items() if name.lower() not in _OF_ONE_CONNECTION)
        return Answer(answer.status, answer.data, tuple(headers))

    return ask
