"""In a pod nothing has to be configured: the service account's own token and certificate are used."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from kubefolio.facts.snapshot import read_snapshot
from kubefolio.sources.kubernetes.rbac import render_rbac
from tests.real.servers.kubeclient import ApiServer

MOUNTED = "/run/secrets/kubernetes.io/serviceaccount"
IN_A_POD = f"""
mount -t tmpfs tmpfs /run && mkdir -p {MOUNTED} && cp "$1" {MOUNTED}/token && cp "$2" {MOUNTED}/ca.crt &&
shift 2 && exec "$@"
"""
"""A mount namespace of its own, where the account's files stand as the kubelet puts them into a pod."""


def can_unshare() -> bool:
    probe = ["unshare", "--mount", "sh", "-c", "mount -t tmpfs tmpfs /run"]
    try:
        return subprocess.run(probe, check=False, capture_output=True).returncode == 0
    except FileNotFoundError:
        return False


@pytest.mark.skipif(not can_unshare(), reason="needs a mount namespace, as root on Linux")
def test_the_service_account_of_the_pod_is_used(apiserver: ApiServer, tmp_path: Path) -> None:
    apiserver.kubectl("apply", "-f", "-", stdin=render_rbac("in-a-pod"))
    (tmp_path / "token").write_text(apiserver.service_account("in-a-pod", "kubefolio"), encoding="utf-8")
    address = urlsplit(apiserver.url)
    environment = {key: value for key, value in os.environ.items() if key != "KUBECONFIG"} | {
        "KUBERNETES_SERVICE_HOST": str(address.hostname),
        "KUBERNETES_SERVICE_PORT": str(address.port),
    }
    collect = [sys.executable, "-m", "kubefolio", "collect", "--context", "-", "--output", "facts.json"]
    account = [str(tmp_path / "token"), str(apiserver.ca_file)]
    command = ["unshare", "--mount", "sh", "-c", IN_A_POD, "in-a-pod", *account, *collect]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    facts = read_snapshot(tmp_path / "facts.json")
    assert "in-a-pod" in {str(one.name) for one in facts.namespaces.items}
    assert isinstance(facts.pods.value, tuple)
