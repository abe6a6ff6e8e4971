"""A Git server that means harm: what it is told, and for how long it is listened to."""

from __future__ import annotations

import time
from base64 import b64encode
from pathlib import Path

import pytest

from kubefolio.errors import SourceError
from kubefolio.sources import gitops
from kubefolio.sources.gitops.settings import GitopsSettings
from tests.real.conftest import StartFaultyHttp
from tests.real.servers import faults
from tests.real.servers.faults import Answer

PASSWORD = "s3cr3t-of-the-owner"
SENT = "Basic " + b64encode(f"robot:{PASSWORD}".encode()).decode()


def fetch(url: str, cache: Path, **settings: float) -> str:
    """Return what the operator and a reader are told of a fetch that fails."""
    with pytest.raises(SourceError) as caught:
        gitops.read(GitopsSettings(url=url, **settings), cache)  # type: ignore[arg-type]  # limits
    assert PASSWORD not in f"{caught.value} {caught.value.reason}"
    return f"{caught.value} {caught.value.reason}"


def test_a_password_is_never_carried_to_another_server(start_faulty_http: StartFaultyHttp, tmp_path: Path) -> None:
    other = start_faulty_http({"": Answer(404, b"")})
    asked = start_faulty_http({"": Answer(404, b"")})
    asked.faults.set("info/refs", faults.redirect(f"{other.url}/me/infra.git/info/refs?service=git-upload-pack"))
    fetch(asked.url.replace("://", f"://robot:{PASSWORD}@") + "/me/infra.git", tmp_path)
    assert SENT in [request.headers.get("authorization") for request in asked.faults.requests]
    assert other.faults.requests == ()


def test_a_server_that_drips_is_given_up(start_faulty_http: StartFaultyHttp, tmp_path: Path) -> None:
    asked = start_faulty_http({"": Answer(404, b"")})
    asked.faults.set("info/refs", faults.delay(60))
    began = time.monotonic()
    assert "longer than 1 s" in fetch(f"{asked.url}/me/infra.git", tmp_path, timeout_s=1.0)
    assert time.monotonic() - began < 5
