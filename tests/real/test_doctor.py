"""What `kubefolio doctor` says of real servers: those that answer, that forbid, and that are not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kubefolio.cli import main
from kubefolio.sources.kubernetes.rbac import NAME, render_rbac
from tests.real.conftest import StartPrometheus
from tests.real.servers.kubeclient import ApiServer
from tests.real.servers.ports import free_ports

NAMESPACE = "kubefolio-doctor"
SAMPLES = "# TYPE up gauge\nup 1 1700000000\n# EOF\n"


def doctor(folder: Path, *options: str) -> tuple[int, str]:
    """Run it in a folder without a site, and return its exit code and what it says."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        done = CliRunner().invoke(main, ["doctor", *options])
    return done.exit_code, done.output


def test_a_cluster_that_answers_is_fine(apiserver: ApiServer, tmp_path: Path) -> None:
    code, said = doctor(tmp_path, "--kubeconfig", str(apiserver.kubeconfig))
    assert "ok       kubernetes  v1." in said
    assert "may not list" not in said
    assert code == 0


def test_kinds_that_are_forbidden_are_named_with_what_grants_them(apiserver: ApiServer, tmp_path: Path) -> None:
    manifests = render_rbac(NAMESPACE).split("\n---\n")
    apiserver.kubectl("apply", "--filename=-", stdin="\n---\n".join(one for one in manifests if "Binding" not in one))
    code, said = doctor(tmp_path, "--kubeconfig", str(apiserver.kubeconfig_for(f"{NAMESPACE}/{NAME}")))
    assert "warning  kubernetes  the account may not list" in said
    assert "next: kubefolio rbac | kubectl apply -f -" in said
    assert code == 0


def test_a_misspelt_context_is_answered_with_the_closest(apiserver: ApiServer, tmp_path: Path) -> None:
    known = apiserver.kubectl("config", "get-contexts", "--output=name").strip()
    code, said = doctor(tmp_path, "--kubeconfig", str(apiserver.kubeconfig), "--context", known[:-1])
    assert f"next: did you mean --context {known}?" in said
    assert code == 1


def test_a_metrics_server_that_is_down_is_a_problem_with_a_next_step(tmp_path: Path) -> None:
    (port,) = free_ports(1)
    code, said = doctor(tmp_path, "--prometheus", f"http://127.0.0.1:{port}")
    assert "problem  prometheus  the metrics server could not be asked" in said
    assert "-/ready" in said
    assert code == 1


def test_a_metrics_server_without_our_exporters_names_what_stays_unmeasured(
    start_prometheus: StartPrometheus, tmp_path: Path
) -> None:
    code, said = doctor(tmp_path, "--prometheus", start_prometheus(SAMPLES).url)
    assert "ok       prometheus" in said
    assert "warning  prometheus  no series for" in said
    assert code == 0


def test_a_repository_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    code, said = doctor(tmp_path, "--gitops", str(tmp_path / "gone"))
    assert "problem  gitops" in said
    assert "git ls-remote" in said
    assert code == 1
