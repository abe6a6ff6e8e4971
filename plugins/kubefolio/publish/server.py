"""What the builder answers on its own port: its state for people and Prometheus; and it can be asked to build."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from kubefolio.errors import PublishError
from kubefolio.publish.state import State, as_json, as_metrics, as_page

_HTML, _JSON, _TEXT = "text/html; charset=utf-8", "application/json", "text/plain; version=0.0.4; charset=utf-8"


@contextmanager
def serving(address: str, port: int, state: State, ask_for_build: Callable[[], None]) -> Iterator[int]:
    """Answer until the block ends; yields the port, which is a free one where 0 was asked for.

    Raises:
        PublishError: the address cannot be listened on.
    """

    class Handler(_Handler):
        pass

    Handler.state, Handler.ask_for_build = state, staticmethod(ask_for_build)
    try:
        server = ThreadingHTTPServer((address, port), Handler)
    except OSError as error:
        raise PublishError(
            f"{address}:{port}: cannot listen there ({error.strerror}); give another --metrics-port"
        ) from error
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    state: State
    ask_for_build: Callable[[], None]
    server_version = "kubefolio"
    sys_version = ""
    timeout = 10

    def do_GET(self) -> None:  # the name that http.server calls
        """Answer with the state."""
        now, path = datetime.now(UTC), self.path.partition("?")[0]
        if path == "/":
            self._answer(HTTPStatus.OK, _HTML, as_page(self.state, now))
        elif path == "/state.json":
            self._answer(HTTPStatus.OK, _JSON, as_json(self.state, now))
        elif path == "/metrics":
            self._answer(HTTPStatus.OK, _TEXT, as_metrics(self.state, now))
        elif path == "/healthz":
            self._answer(HTTPStatus.OK, _TEXT, b"ok\n")
        elif path == "/readyz":
            ready = self.state.generation is not None
            status = HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE
            self._answer(status, _TEXT, b"ok\n" if ready else b"nothing is published yet\n")
        else:
            self._answer(HTTPStatus.NOT_FOUND, _TEXT, b"not found\n")

    def do_POST(self) -> None:  # the name that http.server calls
        """Ask for a build; what is sent along is not read."""
        self.close_connection = True
        if self.path != "/build":
            self._answer(HTTPStatus.NOT_FOUND, _TEXT, b"not found\n")
            return
        self.ask_for_build()
        self._answer(HTTPStatus.ACCEPTED, _TEXT, b"a build will begin\n")

    def _answer(self, status: HTTPStatus, media_type: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the signature of http.server
        """Keep quiet: probes and scrapes would fill the log."""
