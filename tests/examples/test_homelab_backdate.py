"""Objects in a real etcd get the uid and the creation time that they should have."""

from __future__ import annotations

import json
import signal
from base64 import b64decode, b64encode
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import urllib3

from examples.homelab.backdate import backdate
from tests.real.conftest import skip_or_fail_without_server
from tests.real.servers.ports import LOOPBACK, free_ports
from tests.real.servers.process import answers, running
from tests.real.servers.programs import find_control_plane_program

pytestmark = pytest.mark.real

_JOB: dict[str, Any] = {
    "apiVersion": "batch/v1",
    "kind": "Job",
    "metadata": {
        "name": "index",
        "namespace": "ai",
        "uid": "server-made",
        "creationTimestamp": "2026-11-22T18:00:00Z",
        "managedFields": [{"manager": "kubectl", "time": "2026-11-22T18:00:00Z"}],
    },
    "spec": {"selector": {"matchLabels": {"controller-uid": "server-made"}}},
}


@pytest.fixture(name="etcd")
def _etcd(tmp_path: Path) -> Iterator[str]:
    with skip_or_fail_without_server():
        program = find_control_plane_program("etcd")
    url, peer = (f"http://{LOOPBACK}:{port}" for port in free_ports(2))
    command: list[str | Path] = [program, f"--data-dir={tmp_path / 'etcd'}", f"--listen-client-urls={url}"]
    command += [f"--advertise-client-urls={url}", f"--listen-peer-urls={peer}", "--log-level=error"]
    ready = partial(answers, f"{url}/health")
    with running(command, name="etcd", log=tmp_path / "etcd.log", ready=ready, stop_signal=signal.SIGKILL):
        yield url


def _put(url: str, key: str, value: bytes) -> None:
    body = {"key": b64encode(key.encode()).decode(), "value": b64encode(value).decode()}
    urllib3.request("POST", f"{url}/v3/kv/put", json=body)


def _get(url: str, key: str) -> bytes:
    answer = urllib3.request("POST", f"{url}/v3/kv/range", json={"key": b64encode(key.encode()).decode()})
    return b64decode(answer.json()["kvs"][0]["value"])


def test_uid_and_creation_time_become_those_of_the_world_wherever_they_stand(etcd: str) -> None:
    _put(etcd, "/registry/jobs/ai/index", json.dumps(_JOB).encode())
    world = {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {"name": "index", "namespace": "ai", "uid": "ours", "creationTimestamp": "2026-11-22T04:10:00Z"},
    }

    found = backdate(etcd, [world], otherwise="2025-01-01T00:00:00Z")

    stored = json.loads(_get(etcd, "/registry/jobs/ai/index"))
    assert found == 1
    assert stored["metadata"]["creationTimestamp"] == "2026-11-22T04:10:00Z"
    assert stored["metadata"]["managedFields"][0]["time"] == "2026-11-22T04:10:00Z"
    assert (stored["metadata"]["uid"], stored["spec"]["selector"]["matchLabels"]["controller-uid"]) == ("ours", "ours")


def test_what_the_world_does_not_know_is_as_old_as_the_cluster_and_keeps_its_uid(etcd: str) -> None:
    _put(etcd, "/registry/jobs/ai/index", json.dumps(_JOB).encode())

    found = backdate(etcd, [], otherwise="2025-01-01T00:00:00Z")

    stored = json.loads(_get(etcd, "/registry/jobs/ai/index"))
    assert found == 0
    assert stored["metadata"]["creationTimestamp"] == "2025-01-01T00:00:00Z"
    assert stored["metadata"]["uid"] == "server-made"


def test_what_is_not_json_stays_as_it_is(etcd: str) -> None:
    _put(etcd, "/registry/masterleases/1", b"k8s\x00\x0a\x0c")

    backdate(etcd, [], otherwise="2025-01-01T00:00:00Z")

    assert _get(etcd, "/registry/masterleases/1") == b"k8s\x00\x0a\x0c"
