"""Kubeconfig files of the tests."""

from __future__ import annotations

from pathlib import Path

import yaml

CONTEXT = "kubefolio-test"
"""The name of the one context in every kubeconfig that is written here."""


def write_kubeconfig(path: Path, *, url: str, token: str, ca_file: Path | None = None) -> Path:
    """Write a kubeconfig with one context, `CONTEXT`, that shows `token` to the server at `url`; return its path."""
    cluster = {"server": url} | ({"certificate-authority": str(ca_file)} if ca_file else {})
    config = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [{"name": CONTEXT, "cluster": cluster}],
        "users": [{"name": CONTEXT, "user": {"token": token}}],
        "contexts": [{"name": CONTEXT, "context": {"cluster": CONTEXT, "user": CONTEXT}}],
        "current-context": CONTEXT,
    }
    path.write_text(yaml.safe_dump(config), encoding="utf-8")
    path.chmod(0o600)
    return path
