"""The HTTP server under the faulty ones: a thread per connection, and it always stops."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from tests.real.servers.faults import Answer, Faults, Request, reply
from tests.real.servers.ports import LOOPBACK

_GONE = (ConnectionError, ssl.SSLError)
"""What a client that hangs up looks like."""


@contextmanager
def serving(ask: Callable[[Request], Answer], faults: Faults, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Serve what `ask` answers, but for `faults`, over TLS if wanted; yield the address, without a slash at the end."""
    server = _Server(ask, faults, tls)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://{LOOPBACK}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.hang_up_all()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = False

    def __init__(self, ask: Callable[[Request], Answer], faults: Faults, tls: ssl.SSLContext | None) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        self.ask = ask
        self.faults = faults
        self.tls = tls
        self.stopping = threading.Event()
        self._connections: set[socket.socket] = set()
        self._lock = threading.Lock()

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept a connection; its TLS handshake is made by its own thread, when that first reads."""
        connection, address = super().get_request()
        if self.tls is None:
            return connection, address
        return self.tls.wrap_socket(connection, server_side=True, do_handshake_on_connect=False), address

    def opened(self, connection: socket.socket) -> None:
        with self._lock:
            self._connections.add(connection)
            if self.stopping.is_set():
                _hang_up(connection)

    def closed(self, connection: socket.socket) -> None:
        with self._lock:
            self._connections.discard(connection)

    def hang_up_all(self) -> None:
        with self._lock:
            self.stopping.set()
            for connection in self._connections:
                _hang_up(connection)


class _Handler(BaseHTTPRequestHandler):
    """Answers the requests of one connection; it is the `Wire` of a fault."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    @property
    def _server(self) -> _Server:
        return cast("_Server", self.server)

    def setup(self) -> None:
        super().setup()
        self._server.opened(self.connection)

    def finish(self) -> None:
        self._server.closed(self.connection)
        with suppress(*_GONE):
            super().finish()

    def handle(self) -> None:
        with suppress(*_GONE):
            super().handle()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name.lower(): text for name, text in self.headers.items()}
        request = Request(self.command, self.path, headers, body)
        fault = self._server.faults.fault_for(request)
        act = fault or reply(self._server.ask(request))
        act(self, lambda: self._server.ask(request))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815 - the base class looks for these names

    def head(self, answer: Answer, length: int | None) -> None:
        self.send_response(answer.status)
        for name, text in answer.headers:
            self.send_header(name, text)
        if length is None:
            self.send_header("Connection", "close")
        else:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def body(self, piece: bytes) -> None:
        self.wfile.write(piece)

    def hang_up(self) -> None:
        self.close_connection = True

    def wait(self, seconds: float) -> bool:
        return not self._server.stopping.wait(seconds)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """Say nothing: the requests are in `Faults.requests`."""


def _hang_up(connection: socket.socket) -> None:
    with suppress(OSError):
        socket.socket.shutdown(connection, socket.SHUT_RDWR)  # below TLS: its state belongs to the other thread
