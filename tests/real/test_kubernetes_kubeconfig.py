"""Whatever is wrong with a kubeconfig, everything is missing with one clear line, and no secret is in it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.real.conftest import StartFaultyHttp
from tests.real.reading import look
from tests.real.servers.faults import Answer
from tests.real.servers.kubeclient import ApiServer
from tests.real.servers.kubeconfig import CONTEXT
from tests.real.servers.ports import free_port

SECRET = "s3cr3t-of-the-owner"


def write(path: Path, user: Mapping[str, Any], **cluster: Any) -> Path:  # noqa: ANN401  # any field
    """Write a kubeconfig whose cluster is not there unless it is told otherwise."""
    server = {"server": f"https://127.0.0.1:{free_port()}"}
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": CONTEXT, "cluster": server | cluster}],
        "users": [{"name": CONTEXT, "user": dict(user)}],
        "contexts": [{"name": CONTEXT, "context": {"cluster": CONTEXT, "user": CONTEXT}}],
        "current-context": CONTEXT,
    }
    path.write_text(yaml.safe_dump(config))
    return path


def why(kubeconfig: Path, **settings: Any) -> str:  # noqa: ANN401  # any setting
    """Return what the operator is told when everything is missing; a reader of the site learns no more than that."""
    told: list[str] = []
    seen = look(kubeconfig, told.append, **settings)
    assert set(seen.causes) == set(seen.readings)
    assert set(seen.causes.values()) == {"failed"}
    (reason,) = set(seen.reasons.splitlines())
    assert SECRET not in f"{reason} {told}"
    assert "127.0.0.1" not in reason
    assert not told or reason == "the kubeconfig cannot be used"
    return told[0] if told else reason


def test_a_kubeconfig_that_is_not_there_is_said(tmp_path: Path) -> None:
    reason = why(tmp_path / "nowhere")
    assert reason.startswith("kubernetes: Invalid kube-config file. No configuration found")
    assert reason.endswith("check --context and --kubeconfig")


def test_a_context_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert "nonesuch" in why(write(tmp_path / "kubeconfig", {"token": SECRET}), context="nonesuch")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "token: [" + SECRET,
        "- " + SECRET,
        "users: 5",
        f"current-context: a\ncontexts: {SECRET}",
        "\x00",
        "contexts: &a [*a]",
    ],
    ids=["empty", "broken", "list", "numbers", "text", "binary", "anchors"],
)
def test_a_file_that_is_no_kubeconfig_is_said(text: str, tmp_path: Path) -> None:
    path = tmp_path / "kubeconfig"
    path.write_text(text)
    assert why(path).startswith("kubernetes: ")


def test_a_file_that_is_not_text_is_said(tmp_path: Path) -> None:
    path = tmp_path / "kubeconfig"
    path.write_bytes(b"token: \xff\xfe")
    assert why(path).startswith("kubernetes: ")


@pytest.mark.parametrize(
    "cluster",
    [
        {"certificate-authority": "/nowhere/ca.crt"},
        {"certificate-authority-data": "%%%" + SECRET},
        {"certificate-authority-data": "bm90IGEgY2VydGlmaWNhdGU="},
        {"server": "https://"},
        {"server": "nonsense"},
        {"server": "https://a b/"},
    ],
    ids=["no file", "no base64", "no certificate", "no host", "no address", "a space"],
)
def test_a_cluster_that_cannot_be_used_is_said(cluster: dict[str, str], tmp_path: Path) -> None:
    assert why(write(tmp_path / "kubeconfig", {"token": SECRET}, **cluster))


@pytest.mark.parametrize("token", [f"{SECRET}\r\nX-Other: 1", f"{SECRET}\n", f"{SECRET}é", f"{SECRET}\u20ac"])
def test_a_token_that_cannot_be_sent_is_said_without_it(token: str, tmp_path: Path) -> None:
    reason = why(write(tmp_path / "kubeconfig", {"token": token}))
    assert reason == "kubernetes: the kubeconfig's token holds characters that no token has"


def test_a_token_is_not_shown_without_tls(start_faulty_http: StartFaultyHttp, tmp_path: Path) -> None:
    server = start_faulty_http({"": Answer(401, b"{}")})
    seen = look(write(tmp_path / "kubeconfig", {"token": SECRET}, server=server.url))
    assert set(seen.causes.values()) == {"failed"}
    assert [request.headers.get("authorization") for request in server.faults.requests] == [None]


def exec_user(command: str, *arguments: str) -> dict[str, Any]:
    plugin = {"apiVersion": "client.authentication.k8s.io/v1", "command": command, "args": list(arguments)}
    return {"exec": plugin | {"interactiveMode": "Never"}}


@pytest.mark.parametrize(
    "user",
    [
        exec_user("sh", "-c", f"echo {SECRET} >&2; exit 1"),
        exec_user("sh", "-c", f"echo {SECRET}"),
        exec_user("sh", "-c", "echo '{}'"),
        exec_user("sh", "-c", 'echo \'{"apiVersion": "client.authentication.k8s.io/v1", "status": {}}\''),
        exec_user("/nowhere/no-such-plugin"),
    ],
    ids=["fails", "garbage", "nothing", "empty", "not installed"],
)
def test_an_exec_plugin_that_gives_nothing_is_said(user: dict[str, Any], tmp_path: Path) -> None:
    assert why(write(tmp_path / "kubeconfig", user)) == (
        "kubernetes: the kubeconfig's exec plugin gave no credentials; run 'kubectl get nodes' with it to see why"
    )


def test_an_exec_plugin_that_hangs_is_ended_with_what_it_started(tmp_path: Path) -> None:
    ends = tmp_path / "ends"
    user = exec_user("sh", "-c", f"(sleep 3; echo still there > {ends}) & sleep 60")
    began = time.monotonic()
    assert "gave no credentials within 0.5 s (sources.kubernetes.exec_timeout_s)" in why(
        write(tmp_path / "kubeconfig", user), exec_timeout_s=0.5
    )
    assert time.monotonic() - began < 3
    time.sleep(max(0.0, began + 4 - time.monotonic()))
    assert not ends.exists()


def test_an_exec_plugin_that_must_ask_somebody_is_not_run_where_nobody_is(tmp_path: Path) -> None:
    user = exec_user("touch", str(tmp_path / "asked"))
    user["exec"]["interactiveMode"] = "Always"
    assert "gave no credentials" in why(write(tmp_path / "kubeconfig", user))
    assert not (tmp_path / "asked").exists()


def test_no_shell_reads_the_command_of_an_exec_plugin(tmp_path: Path) -> None:
    user = exec_user(f"true; touch {tmp_path}/run", f"$(touch {tmp_path}/run)", f"; touch {tmp_path}/run")
    assert "gave no credentials" in why(write(tmp_path / "kubeconfig", user))
    assert not (tmp_path / "run").exists()


def test_what_an_exec_plugin_says_is_printed_nowhere(tmp_path: Path) -> None:
    path = write(tmp_path / "kubeconfig", exec_user("sh", "-c", f"echo {SECRET} >&2; exit 1"))
    done = subprocess.run(
        [sys.executable, "-m", "kubefolio", "collect", "--kubeconfig", str(path), "-o", str(tmp_path / "out.json")],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "gave no credentials" in done.stderr
    assert SECRET not in done.stdout + done.stderr


def test_an_exec_plugin_that_gives_a_token_is_used(apiserver: ApiServer, tmp_path: Path) -> None:
    token = apiserver.service_account("kubeconfig-exec", "plugin")
    credential = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "kind": "ExecCredential",
        "status": {"token": token},
    }
    user = exec_user("echo", json.dumps(credential))
    path = write(
        tmp_path / "kubeconfig", user, server=apiserver.url, **{"certificate-authority": str(apiserver.ca_file)}
    )
    seen = look(path)
    assert seen.missing("pods").missing == "the service account may not list pods"
    assert "version" not in seen.causes
