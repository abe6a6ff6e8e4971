"""A real Kubernetes API server: etcd and kube-apiserver with RBAC and an audit log.

There are no controllers, no scheduler and no kubelet: what a test stores stays as it stored it.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import urllib3

from tests.real.servers.crds import read_crds, seed_crds, wait_until_served
from tests.real.servers.errors import ServerFailed
from tests.real.servers.kubeclient import ADMIN_TOKEN, ApiServer
from tests.real.servers.kubeconfig import write_kubeconfig
from tests.real.servers.ports import LOOPBACK, free_ports
from tests.real.servers.process import Child, answers, run_tool, running
from tests.real.servers.programs import find_control_plane_program, find_kubectl, find_program

_AUDIT_POLICY = """\
apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived]
rules: [{level: Metadata}]
"""

_WITHOUT_ADMISSION = ("ServiceAccount", "ResourceQuota", "TaintNodesByCondition")
"""Admission plugins that wait for a controller: the first two refuse pods for ever, the third taints each new node."""


@dataclass(frozen=True)
class _Programs:
    etcd: Path
    apiserver: Path
    kubectl: Path
    openssl: Path


@contextmanager
def running_apiserver(
    directory: Path, *, audit: bool = True, crds: Collection[str] = (), only: Collection[str] = ()
) -> Iterator[ApiServer]:
    """Run etcd and kube-apiserver with their data, keys and logs in `directory`, which must be empty or absent.

    Args:
        directory: The folder for all that they write.
        audit: Log the metadata of every request to `ApiServer.audit_log`.
        crds: The projects whose CustomResourceDefinitions it serves from the start; `crds.EVERY_PROJECT` for all.
        only: Names (`plural.group`) of those of their definitions that are needed; all of them if left out.

    Raises:
        ServerNotFound: A program, or the archive of the definitions, is not on this machine.
        ServerFailed: One of the two did not become ready within a minute.
    """
    programs, definitions = _find_programs(), read_crds(crds) if crds else []
    definitions = [each for each in definitions if not only or each["metadata"]["name"] in only]
    directory.mkdir(parents=True, exist_ok=True)
    etcd_port, peer_port, port = free_ports(3)
    etcd_url, url = f"http://{LOOPBACK}:{etcd_port}", f"https://{LOOPBACK}:{port}"
    ca_file = directory / "certs" / "apiserver.crt"
    with ExitStack() as stack:
        etcd = _etcd(programs, directory, etcd_url, peer_port)
        stack.enter_context(_started(directory, "etcd", etcd, partial(answers, f"{etcd_url}/health")))
        seed_crds(etcd_url, definitions)
        apiserver = _apiserver(programs, directory, etcd_url, port) + (_audit(directory) if audit else [])
        ready = partial(answers, f"{url}/readyz", ca_file=ca_file)
        stack.enter_context(_started(directory, "kube-apiserver", apiserver, ready))
        pool = stack.enter_context(urllib3.PoolManager(ca_certs=str(ca_file), maxsize=32, retries=False, timeout=60.0))
        kubeconfig = write_kubeconfig(directory / "kubeconfig.yaml", url=url, token=ADMIN_TOKEN, ca_file=ca_file)
        server = ApiServer(
            url, etcd_url, ca_file, ADMIN_TOKEN, kubeconfig, directory / "audit.log", programs.kubectl, pool
        )
        wait_until_served(server, definitions)
        _wait_for_default_namespace(server)
        yield server


def _wait_for_default_namespace(server: ApiServer, *, timeout_s: float = 30) -> None:
    """Wait for what the server makes by itself only some time after it is ready.

    Raises:
        ServerFailed: It is not there in time.
    """
    deadline = time.monotonic() + timeout_s
    while b'"default"' not in server.raw("GET", "/api/v1/namespaces"):
        if time.monotonic() > deadline:
            raise ServerFailed(f"the namespace default is not there after {timeout_s} s")
        time.sleep(0.1)


def _find_programs() -> _Programs:
    return _Programs(
        etcd=find_control_plane_program("etcd"),
        apiserver=find_control_plane_program("kube-apiserver"),
        kubectl=find_kubectl(),
        openssl=find_program("openssl"),
    )


def _started(
    directory: Path, name: str, command: list[str | Path], ready: Callable[[], bool]
) -> AbstractContextManager[Child]:
    log = directory / f"{name}.log"
    return running(command, name=name, log=log, ready=ready, stop_signal=signal.SIGKILL)


def _etcd(programs: _Programs, directory: Path, url: str, peer_port: int) -> list[str | Path]:
    return [
        programs.etcd,
        f"--data-dir={directory / 'etcd'}",
        f"--listen-client-urls={url}",
        f"--advertise-client-urls={url}",
        f"--listen-peer-urls=http://{LOOPBACK}:{peer_port}",
        "--unsafe-no-fsync",
        "--log-level=error",
    ]


def _apiserver(programs: _Programs, directory: Path, etcd_url: str, port: int) -> list[str | Path]:
    key = directory / "service-accounts.key"
    run_tool([programs.openssl, "genrsa", "-out", key, "2048"])
    tokens = directory / "tokens.csv"
    tokens.write_text(f"{ADMIN_TOKEN},admin,1,system:masters\n", encoding="utf-8")
    return [
        programs.apiserver,
        f"--etcd-servers={etcd_url}",
        f"--cert-dir={directory / 'certs'}",
        f"--bind-address={LOOPBACK}",
        f"--advertise-address={LOOPBACK}",
        "--endpoint-reconciler-type=none",
        f"--secure-port={port}",
        f"--token-auth-file={tokens}",
        "--authorization-mode=RBAC",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-signing-key-file={key}",
        f"--service-account-key-file={key}",
        "--service-cluster-ip-range=10.96.0.0/16",
        "--allow-privileged=true",
        f"--disable-admission-plugins={','.join(_WITHOUT_ADMISSION)}",
        "--storage-media-type=application/json",
    ]


def _audit(directory: Path) -> list[str | Path]:
    policy = directory / "audit-policy.yaml"
    policy.write_text(_AUDIT_POLICY, encoding="utf-8")
    return [
        f"--audit-policy-file={policy}",
        f"--audit-log-path={directory / 'audit.log'}",
        "--audit-log-maxsize=1000",
    ]
