"""Reads that end in time: urllib3's time-outs bound each silence, but not an answer that trickles in for ever."""

from __future__ import annotations

import io
import math
import socket
import time
from functools import partial
from http.client import HTTPResponse
from typing import TYPE_CHECKING, Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

    _Base = HTTPConnection
else:
    _Base = object


class Bounded(_Base):
    """A connection whose every read ends at its deadline, in the middle of a header too."""

    deadline: float = math.inf
    """When to give up, by `time.monotonic`: an answer begins with its read time-out, and its reader moves it."""

    def connect(self) -> None:
        """Connect, a proxy's answer included, within the connect time-out."""
        self._bound_reads()
        super().connect()

    def getresponse(self) -> Any:  # noqa: ANN401  # urllib3's own type of answer
        """Return the answer once its headers are there, within the read time-out."""
        self._bound_reads()
        return super().getresponse()

    def _bound_reads(self) -> None:
        self.deadline = time.monotonic() + (self.timeout or math.inf)
        self.response_class = partial(_Answer, self)  # type: ignore[assignment]  # http.client only calls it


class _Answer(HTTPResponse):
    """An answer that is read through `_Bytes`."""

    def __init__(self, connection: Bounded, sock: socket.socket, *args: Any, **options: Any) -> None:  # noqa: ANN401
        super().__init__(sock, *args, **options)
        self.fp = io.BufferedReader(_Bytes(connection, sock, self.fp.detach()))


class _Bytes(io.RawIOBase):
    """The bytes of a socket until the deadline of its connection."""

    def __init__(self, connection: Bounded, sock: socket.socket, raw: io.RawIOBase) -> None:
        self._connection, self._sock, self._raw = connection, sock, raw
        self._silence_s = sock.gettimeout() or math.inf

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int | None:
        left_s = self._connection.deadline - time.monotonic()
        if left_s <= 0:
            raise TimeoutError
        if left_s < math.inf:
            self._sock.settimeout(min(left_s, self._silence_s))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _BoundedHTTP(Bounded, HTTPConnection):
    pass


class _BoundedHTTPS(Bounded, HTTPSConnection):
    pass


class _HTTPPool(HTTPConnectionPool):
    ConnectionCls = _BoundedHTTP


class _HTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _BoundedHTTPS


def bound_reads(pool: PoolManager) -> PoolManager:
    """Let all connections that a pool opens from now on be `Bounded`; return the pool."""
    pool.pool_classes_by_scheme = {"http": _HTTPPool, "https": _HTTPSPool}
    return pool
