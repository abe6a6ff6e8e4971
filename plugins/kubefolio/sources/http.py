"""One GET over HTTP with every bound that a hostile or tired server makes necessary."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

import msgspec
import urllib3
from urllib3.exceptions import HTTPError, MaxRetryError, NewConnectionError, SSLError
from urllib3.exceptions import TimeoutError as TimedOut

from kubefolio.sources.deadline import Bounded

CHUNK_BYTES = 256 * 1024
RETRIED = frozenset({429, 500, 502, 503, 504})
UNREADABLE = (msgspec.MsgspecError, ValueError, ArithmeticError, RecursionError)
"""What decoding and parsing raise over an answer of an unexpected form."""


@dataclass(frozen=True)
class Limits:
    """Bounds of one request; all of them hold for every attempt together."""

    connect_s: float = 5.0
    read_s: float = 15.0
    """Longest silence while an answer arrives."""
    total_s: float = 60.0
    """From the first attempt to the last byte, waiting included."""
    max_bytes: int = 64 * 1024 * 1024
    """Longest body, after decompression."""
    attempts: int = 3


class FetchError(Exception):
    """A request gave no usable answer; the text is for a reader and holds no address."""

    def __init__(self, reason: str, status: int | None = None, body: bytes = b"") -> None:
        """Keep the reason, the HTTP status if there was an answer, and the body of an error answer."""
        super().__init__(reason)
        self.reason = reason
        self.status = status
        self.body = body


def fetch(
    pool: urllib3.PoolManager, url: str, headers: Mapping[str, str], limits: Limits, deadline: float | None = None
) -> bytes:
    """Return the body of a 200 answer; never follows a redirect, so credentials stay where they were sent.

    Args:
        pool: Connections that `bound_reads` made.
        url: What to get.
        headers: What to send, credentials included.
        limits: Bounds of this request.
        deadline: When to give up, by `time.monotonic`, if not after `limits.total_s`.

    Raises:
        FetchError: any other answer, a time-out, or a body longer than `limits.max_bytes`.
    """
    deadline = deadline or time.monotonic() + limits.total_s
    for attempt in range(1, limits.attempts + 1):
        wait_s, result = _attempt(lambda: _get(pool, url, headers, limits, deadline), 0.2 * 2**attempt)
        if isinstance(result, bytes):
            return result
        if wait_s is None or attempt == limits.attempts or time.monotonic() + wait_s > deadline:
            raise result
        time.sleep(wait_s)
    raise AssertionError("unreachable: the last attempt returns or raises")


def _attempt(get: Callable[[], bytes], backoff_s: float) -> tuple[float | None, bytes | FetchError]:
    """Return the body, or what went wrong and how long to wait before trying again (None: do not)."""
    try:
        return None, get()
    except _RetryLaterError as error:
        return (backoff_s if error.after_s is None else error.after_s), error
    except FetchError as error:
        return None, error


class _RetryLaterError(FetchError):
    def __init__(self, reason: str, status: int | None, body: bytes, after_s: float | None) -> None:
        super().__init__(reason, status, body)
        self.after_s = after_s


def _get(pool: urllib3.PoolManager, url: str, headers: Mapping[str, str], limits: Limits, deadline: float) -> bytes:
    read_s = min(limits.read_s, deadline - time.monotonic())
    if read_s <= 0:
        raise _late(limits)
    try:
        response = pool.request(
            "GET",
            url,
            headers=dict(headers),
            preload_content=False,
            redirect=False,
            retries=False,
            timeout=urllib3.Timeout(connect=min(limits.connect_s, read_s), read=read_s),
        )
    except HTTPError as error:
        if time.monotonic() >= deadline:
            raise _late(limits) from error
        reason, again = _describe(error, limits)
        raise (_RetryLaterError(reason, None, b"", None) if again else FetchError(reason)) from error
    try:
        body = _read_body(response, limits, deadline)
    finally:
        response.close() if not response.closed else response.release_conn()
    _check_status(response, body)
    return body


def _read_body(response: urllib3.BaseHTTPResponse, limits: Limits, deadline: float) -> bytes:
    chunks: list[bytes] = []
    size = 0
    if isinstance(response.connection, Bounded):
        response.connection.deadline = deadline
    try:
        while chunk := response.read1(CHUNK_BYTES, decode_content=True):
            chunks.append(chunk)
            size += len(chunk)
            if size > limits.max_bytes:
                raise FetchError(f"the answer is longer than {limits.max_bytes // 1024**2} MiB")
            if time.monotonic() > deadline:
                raise _late(limits)
    except HTTPError as error:
        if time.monotonic() >= deadline:
            raise _late(limits) from error
        raise _RetryLaterError(_describe(error, limits)[0], None, b"", None) from error
    expected = response.headers.get("content-length")
    if expected and "content-encoding" not in response.headers and expected.isdecimal() and size < int(expected):
        raise _RetryLaterError("the connection closed in the middle of an answer", None, b"", None)
    return b"".join(chunks)


def _late(limits: Limits) -> FetchError:
    return FetchError(f"no complete answer within {limits.total_s:g} s")


def _check_status(response: urllib3.BaseHTTPResponse, body: bytes) -> None:
    status = response.status
    if status == HTTPStatus.OK:
        return
    words = f"HTTP {status} {_phrase(status)}".rstrip()
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        raise FetchError(f"{words}: redirects are not followed", status)
    if status in RETRIED:
        raise _RetryLaterError(words, status, body[:4096], _retry_after(response))
    raise FetchError(words, status, body[:4096])


def _retry_after(response: urllib3.BaseHTTPResponse) -> float | None:
    """Return the seconds of a Retry-After header, or None."""
    value = response.headers.get("retry-after", "")
    return float(value) if value.isdecimal() else None


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""


def _describe(error: HTTPError, limits: Limits) -> tuple[str, bool]:
    """Return words for a transport error, without the address it holds, and whether to try again."""
    cause = error.reason if isinstance(error, MaxRetryError) else error
    if isinstance(cause, NewConnectionError):
        return "the connection was refused or the name is not known", False
    if isinstance(cause, TimedOut):
        return f"no answer within {limits.read_s:g} s", False
    if isinstance(cause, SSLError):
        return "TLS: the server's certificate is not trusted or the handshake failed", False
    return "the connection broke", True
