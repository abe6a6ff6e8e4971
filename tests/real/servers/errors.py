"""What can go wrong with a server of the tests.

::

    ServerNotFound   its program (or its data) is not installed here: skip, or fail in CI
    ServerFailed     it was started and did not become ready, or one of its tools failed
    ApiError         the API server refused a request
"""

from __future__ import annotations


class ServerNotFound(Exception):  # noqa: N818 - it reads as the reason of a skip
    """The program or data of a server is not on this machine; the text says what was looked for, and where."""


class ServerFailed(Exception):  # noqa: N818 - it reads as what happened
    """A server did not become ready in time, or ended; the text ends with the last lines of its log."""


class ApiError(Exception):
    """The API server answered a request with an error."""

    def __init__(self, method: str, path: str, status: int, body: bytes) -> None:
        """Keep the HTTP status, and up to 600 bytes of what the server said."""
        super().__init__(f"{method} {path}: {status}: {body[:600].decode(errors='replace')}")
        self.status = status
        """The HTTP status, 400 or above."""
