"""An answer of another form than that of an API server is missing, never empty, and what it held is not repeated."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.real.conftest import StartFaultyHttp
from tests.real.reading import Look, look
from tests.real.servers import faults
from tests.real.servers.faults import Answer
from tests.real.servers.kubeconfig import write_kubeconfig

PODS = r"^/api/v1/pods\?"
SOUND = {
    "^/version$": Answer(200, b'{"gitVersion": "v1.34.1", "platform": "linux/amd64"}'),
    "^/apis$": Answer(200, b'{"groups": [{"versions": [{"groupVersion": "apps/v1"}]}]}'),
    r"^/api/v1/namespaces\?": Answer(200, b'{"items": [{"metadata": {"name": "default"}}]}'),
    r"\?limit=": Answer(200, b'{"items": null}'),
}
"""Answers of an API server with one namespace."""


@pytest.fixture(name="look_at")
def _look_at(start_faulty_http: StartFaultyHttp, tmp_path: Path) -> Callable[..., Look]:
    """Return a function that looks at a server which answers one path with a body of another form."""

    def look_at(body: bytes, path: str) -> Look:
        server = start_faulty_http(SOUND)
        server.faults.set(path, faults.reply(Answer(200, body)))
        return look(write_kubeconfig(tmp_path / "kubeconfig", url=server.url, token="none"))

    return look_at


LookAt = Callable[..., Look]


def test_a_list_of_nothing_is_empty_and_not_missing(look_at: LookAt) -> None:
    assert look_at(b'{"items": []}', PODS).names("pods") == ()
    assert look_at(b'{"items": null}', PODS).names("pods") == ()


DEEP = b'{"metadata": {"x": ' + b"[" * 100_000 + b"]" * 100_000 + b'}, "items": []}'


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"<html>Sign in</html>",
        b'{"kind": "Status", "status": "Success"}',
        b'{"items": 5}',
        b'{"items": [{"metadata": {"name": 5}, "spec": {}}]}',
        b'{"items": [{"metadata": {"name": "\xff"}, "spec": {}}]}',
        b'{"items": [{"metadata": {"creationTimestamp": "yesterday"}, "spec": {}}]}',
        b'{"items": [{"metadata": {}, "spec": {"containers": [{"resources": {"requests": {"cpu": "much"}}}]}}]}',
        b'{"items": [{"metadata": {}, "spec": {"containers": [{"resources": {"requests": {"memory": "NaN"}}}]}}]}',
        b'{"items": [{"metadata": {}, "spec": {"containers": [{"resources": {"requests": {"memory": "Infinity"}}}]}}]}',
        DEEP,
    ],
    ids=lambda body: body[:200].decode(errors="replace")[-40:] or "nothing",
)
def test_an_answer_of_another_form_is_missing_and_never_empty(body: bytes, look_at: LookAt) -> None:
    seen = look_at(body, PODS)
    assert seen.missing("pods").missing.startswith("kubernetes: the list of pods has an unexpected form")
    assert seen.missing("pods").cause == "failed"
    assert not {"much", "yesterday", "Sign in"} & set(seen.missing("pods").missing.replace(":", " ").split())
    assert "default" in seen.names("namespaces")


@pytest.mark.parametrize("path", ["^/version", "^/apis$"])
@pytest.mark.parametrize(
    "body", [b"", b"{}", b"<html>", b'{"gitVersion": 5, "groups": 5}', DEEP.replace(b"items", b"groups")]
)
def test_what_is_no_api_server_is_missing_whole(path: str, body: bytes, look_at: LookAt) -> None:
    seen = look_at(body, path)
    assert set(seen.causes) == set(seen.readings)
    assert seen.missing("pods").missing == (
        "the cluster's API server could not be asked: the answer is not that of an API server"
    )
