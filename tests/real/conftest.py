"""Fixtures for tests against real servers.

A server that is not installed skips its tests with the reason; with `CI=true` it fails them. What a test stores in the
shared API server stays there for the others, so each works in namespaces of its own.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import TypeAlias, TypeVar

import pytest
import urllib3

from tests.real.servers.apiserver import running_apiserver
from tests.real.servers.chromium import Browser, running_browser
from tests.real.servers.crds import EVERY_PROJECT
from tests.real.servers.errors import ServerNotFound
from tests.real.servers.faulty import FaultyHttp, FaultyProxy, faulty_http, faulty_proxy
from tests.real.servers.kubeclient import ApiServer
from tests.real.servers.nginx import Nginx, running_nginx
from tests.real.servers.ports import LOOPBACK, free_port
from tests.real.servers.programs import find_program
from tests.real.servers.prometheus import Prometheus, running_prometheus
from tests.real.site import publish

HERE = Path(__file__).parent

S = TypeVar("S")

StartApiServer: TypeAlias = Callable[..., ApiServer]
"""Takes the options of `running_apiserver`."""
StartPrometheus: TypeAlias = Callable[[str | Path], Prometheus]
"""Takes samples, see `running_prometheus`."""
ServeSite: TypeAlias = Callable[..., Nginx]
"""Takes a folder and, if wanted, an nginx.conf, see `running_nginx`."""
StartFaultyHttp: TypeAlias = Callable[..., FaultyHttp]
"""Takes canned answers, see `faulty_http`."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as `real`."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("real")


@contextmanager
def skip_or_fail_without_server() -> Iterator[None]:
    """Turn a server that is not installed into a skip with its reason, or into a failure with `CI=true`."""
    try:
        yield
    except ServerNotFound as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI must have every server: {missing}", pytrace=False)
        pytest.skip(str(missing))


def _enter(stack: ExitStack, server: AbstractContextManager[S]) -> S:
    with skip_or_fail_without_server():
        return stack.enter_context(server)


@pytest.fixture(scope="session")
def session_servers() -> Iterator[ExitStack]:
    """Stop the servers of the session at its end, the last one first."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def servers() -> Iterator[ExitStack]:
    """Stop the servers of a test at its end, the last one first."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture(scope="session")
def apiserver(session_servers: ExitStack, tmp_path_factory: pytest.TempPathFactory) -> ApiServer:
    """Return the API server that all tests share, with an audit log and every project's CRDs."""
    return _enter(session_servers, running_apiserver(tmp_path_factory.mktemp("apiserver"), crds=EVERY_PROJECT))


@pytest.fixture(scope="session")
def site_port() -> int:
    """Return the port of the address that the project's own site gives as its own."""
    return free_port()


@pytest.fixture(scope="session")
def published_site(site_port: int, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the project's own site, published once; tests that change it take a copy."""
    return publish(tmp_path_factory.mktemp("published"), f"http://{LOOPBACK}:{site_port}/")


@pytest.fixture(scope="session")
def browser(session_servers: ExitStack) -> Browser:
    """Return the Chromium that all tests share."""
    return _enter(session_servers, running_browser())


@pytest.fixture
def start_apiserver(servers: ExitStack, tmp_path_factory: pytest.TempPathFactory) -> StartApiServer:
    """Return a function that starts an API server of the test's own (about five seconds)."""
    return lambda **options: _enter(servers, running_apiserver(tmp_path_factory.mktemp("apiserver"), **options))


@pytest.fixture
def start_prometheus(servers: ExitStack, tmp_path_factory: pytest.TempPathFactory) -> StartPrometheus:
    """Return a function that starts a Prometheus over samples."""
    return lambda samples: _enter(servers, running_prometheus(tmp_path_factory.mktemp("prometheus"), samples))


@pytest.fixture
def serve_site(servers: ExitStack, tmp_path_factory: pytest.TempPathFactory) -> ServeSite:
    """Return a function that serves a folder by nginx."""

    def serve(site: Path, conf: Path | None = None, **options: str | int) -> Nginx:
        return _enter(servers, running_nginx(tmp_path_factory.mktemp("nginx"), site, conf, **options))

    return serve


@pytest.fixture
def proxy(servers: ExitStack, apiserver: ApiServer) -> FaultyProxy:
    """Return a faulty proxy of the test's own in front of the shared API server."""
    return _enter(servers, faulty_proxy(apiserver))


@pytest.fixture
def start_faulty_http(servers: ExitStack) -> StartFaultyHttp:
    """Return a function that starts a server of canned answers and faults."""
    return lambda *answers: _enter(servers, faulty_http(*answers))


@pytest.fixture
def http() -> Iterator[urllib3.PoolManager]:
    """Return a client that neither retries nor follows redirects."""
    with urllib3.PoolManager(retries=False, timeout=5.0) as pool:
        yield pool


@pytest.fixture
def wrk() -> Path:
    """Return the program, or skip."""
    with skip_or_fail_without_server():
        return find_program("wrk")
    raise AssertionError
