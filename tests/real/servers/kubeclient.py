"""What a test may do with a running API server: kubectl, raw requests, accounts, and loading many objects."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

import urllib3

from tests.real.servers.errors import ApiError, ServerFailed
from tests.real.servers.kubeconfig import write_kubeconfig
from tests.real.servers.loading import load

KubeObject: TypeAlias = Mapping[str, Any]
"""An object as its manifest: apiVersion, kind, metadata, …"""

ADMIN_TOKEN = "kubefolio-test-admin"
"""The bearer token of the cluster's administrator (group `system:masters`); made up."""

_TOKEN_LIFETIME_S = 24 * 3600


@dataclass(frozen=True)
class ApiServer:
    """A running kube-apiserver."""

    url: str
    etcd_url: str
    """etcd's address; what the server stores there is JSON."""
    ca_file: Path
    """The certificate to trust, PEM."""
    admin_token: str = field(repr=False)
    kubeconfig: Path
    """The administrator's kubeconfig; its context is `kubefolio-test`."""
    audit_log: Path
    """One JSON event per line and request; the file is absent if the server was started without it."""
    kubectl_program: Path
    pool: urllib3.PoolManager = field(repr=False)
    """Kept-alive connections that trust the server; safe to use from several threads."""

    def kubectl(self, *args: str, stdin: str | None = None) -> str:
        """Run the real kubectl as the administrator and return its standard output.

        Raises:
            ServerFailed: It ended with an error, which the text repeats.
        """
        folder = self.kubeconfig.parent
        done = subprocess.run(
            [str(self.kubectl_program), *args],
            input=stdin,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
            env={
                "PATH": os.environ.get("PATH", os.defpath),
                "HOME": str(folder),
                "KUBECONFIG": str(self.kubeconfig),
                "KUBECACHEDIR": str(folder / "kubectl-cache"),
            },
        )
        if done.returncode:
            raise ServerFailed(f"kubectl {' '.join(args)} ended with {done.returncode}: {done.stderr.strip()[-2000:]}")
        return done.stdout

    def raw(
        self,
        method: str,
        path: str,
        body: bytes | KubeObject | None = None,
        *,
        content_type: str = "application/json",
        token: str | None = None,
    ) -> bytes:
        """Send one request, as the administrator or with another token, and return the body of the answer.

        Raises:
            ApiError: The server answered with 400 or above.
        """
        answer = self.pool.request(
            method,
            self.url + path,
            body=body if body is None or isinstance(body, bytes) else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {token or self.admin_token}", "Content-Type": content_type},
        )
        if answer.status >= 400:
            raise ApiError(method, path, answer.status, answer.data)
        return answer.data

    def create_many(self, objects: Iterable[KubeObject], workers: int = 8) -> int:
        """Store objects of any kind the server has, each with its status; return how many were not there before.

        Cluster-scoped objects go first, so namespaces may come in any order. An object that exists keeps its spec and
        gets the status. A status goes to the status subresource, or with the object where the kind has none.

        Raises:
            ApiError: The server refused an object; others may have been stored.
            ServerFailed: The server does not have a kind.
        """
        return load(self.raw, objects, workers)

    def service_account(self, namespace: str, name: str) -> str:
        """Return a token, valid for a day, of a service account, which is created with its namespace if absent."""
        self.create_many(
            [
                {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace}},
                {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"namespace": namespace, "name": name}},
            ],
            workers=1,
        )
        request = {
            "apiVersion": "authentication.k8s.io/v1",
            "kind": "TokenRequest",
            "spec": {"audiences": [], "expirationSeconds": _TOKEN_LIFETIME_S},
        }
        answer = self.raw("POST", f"/api/v1/namespaces/{namespace}/serviceaccounts/{name}/token", request)
        token: str = json.loads(answer)["status"]["token"]
        return token

    def kubeconfig_for(self, account: str) -> Path:
        """Write a kubeconfig for a bearer token, or for the service account `namespace/name`; return its path."""
        token = self.service_account(*account.split("/", 1)) if "/" in account else account
        path = self.kubeconfig.with_name(f"kubeconfig-{sha256(token.encode()).hexdigest()[:12]}.yaml")
        return write_kubeconfig(path, url=self.url, token=token, ca_file=self.ca_file)

    def audit_events(self) -> list[dict[str, Any]]:
        """Return the audit events so far, oldest first; an answered request is among them."""
        return [json.loads(line) for line in self.audit_log.read_bytes().splitlines() if line.endswith(b"}")]
