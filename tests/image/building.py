"""Build the images of the Dockerfile with buildah, on a base made from Debian, and run what is in them.

No registry and no daemon: `mmdebstrap` makes a root file system with Python and nginx, which stands in for both base
images. Wheels are downloaded by the pip of the host and handed in, since a build must not depend on how a machine
reaches its package index.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.real.servers.ports import LOOPBACK
from tests.real.servers.process import listens, running
from tests.real.servers.programs import REPOSITORY, find_program

SUITE = "trixie"
"""Debian with the Python of the Dockerfile, 3.13, and an nginx of the current years, 1.26."""
_PACKAGES = "python3,python3-venv,nginx,ca-certificates"
_CACHE = REPOSITORY / ".cache" / "image"
_PLATFORMS = ("manylinux_2_28_x86_64", "manylinux2014_x86_64", "manylinux_2_17_x86_64")
_LIMIT_S = 1500


@dataclass(frozen=True)
class Image:
    """An image and its files."""

    config: dict[str, Any]
    """What it says of itself: user, ports, labels, command."""
    root: Path
    """Its files."""
    said: str = ""
    """What its build printed, and what it tells of how it was made."""


@dataclass(frozen=True)
class Workshop:
    """A store of images in a folder, with the base in it."""

    folder: Path

    def buildah(self, *arguments: str | Path) -> str:
        """Run buildah; return what it printed as its answer."""
        return self.run(*arguments).stdout.strip()

    def run(self, *arguments: str | Path, folder: Path = REPOSITORY) -> subprocess.CompletedProcess[str]:
        """Run buildah in a folder; return all that it printed."""
        store = ("--storage-driver", "vfs", "--root", self.folder / "store", "--runroot", self.folder / "run")
        command = [find_program("buildah"), *store, *arguments]
        done = subprocess.run(
            list(map(str, command)), cwd=folder, capture_output=True, text=True, timeout=_LIMIT_S, check=False
        )
        assert done.returncode == 0, done.stderr[-4000:]
        return done

    def make_base(self) -> None:
        """Make the base image from Debian's packages, once for all runs."""
        rootfs = _CACHE / f"{SUITE}.tar"
        if not rootfs.exists():
            _CACHE.mkdir(parents=True, exist_ok=True)
            command = ["mmdebstrap", "--variant=minbase", f"--include={_PACKAGES}", SUITE, f"{rootfs}.new.tar"]
            subprocess.run(command, check=True, capture_output=True, timeout=_LIMIT_S)
            Path(f"{rootfs}.new.tar").rename(rootfs)
        (self.folder / "Base").write_text(f"FROM scratch\nADD {rootfs.name} /\n")
        self.buildah("bud", "-q", "-f", self.folder / "Base", "-t", "localhost/base", _CACHE)

    def download_wheels(self) -> None:
        """Download what the Dockerfile installs, for its Python."""
        platforms = [word for platform in _PLATFORMS for word in ("--platform", platform)]
        options = ("--only-binary=:all:", "--python-version", "3.13", "--implementation", "cp", *platforms)
        wanted = (str(REPOSITORY), "cyclonedx-bom>=7,<8", "hatchling>=1.27,<2")
        command = [sys.executable, "-m", "pip", "download", "-q", "-d", self.folder / "wheels", *options, *wanted]
        subprocess.run(list(map(str, command)), check=True, capture_output=True, timeout=_LIMIT_S)
        locked = [*command[: -len(wanted)], "-r", REPOSITORY / "requirements" / "site.txt"]
        subprocess.run(list(map(str, locked)), check=True, capture_output=True, timeout=_LIMIT_S)
        (self.folder / "pip.conf").write_text("[global]\nno-index = true\nfind-links = /wheels\n")

    def build(self, target: str, context: Path = REPOSITORY, **arguments: str) -> Image:
        """Build a target of the Dockerfile from a folder."""
        bases = {"PYTHON_IMAGE": "localhost/base", "NGINX_IMAGE": "localhost/base", **arguments}
        given = [word for name, value in bases.items() for word in ("--build-arg", f"{name}={value}")]
        mounts = ("-v", f"{self.folder}/wheels:/wheels:ro", "-v", f"{self.folder}/pip.conf:/etc/pip.conf:ro")
        tag = f"localhost/{target}-{context.name}"
        options = ("--isolation", "chroot", "--target", target, *given, *mounts)
        done = self.run("bud", *options, "-t", tag, ".", folder=context)
        container = self.buildah("from", "--pull-never", tag)
        told = self.buildah("inspect", "--type", "image", tag)
        root = Path(self.buildah("mount", container))
        return Image(json.loads(told)["OCIv1"]["config"], root, done.stdout + done.stderr + told)


@contextmanager
def workshop(folder: Path) -> Iterator[Workshop]:
    """Make a store with the base and the wheels; it is removed at the end."""
    made = Workshop(folder)
    try:
        made.make_base()
        made.download_wheels()
        yield made
    finally:
        subprocess.run(["buildah", "--storage-driver", "vfs", "--root", folder / "store", "--runroot", folder / "run",
                        "umount", "--all"], check=False, capture_output=True)  # fmt: skip
        shutil.rmtree(folder, ignore_errors=True)


_READ_ONLY = """
mount --make-rprivate /
mount --bind "$0" "$0"
mount -t tmpfs -o size=32m tmpfs "$0/tmp"
mount --rbind /dev "$0/dev"
mount -t proc proc "$0/proc"
mount -o remount,ro,bind "$0"
user=$1; shift
exec chroot --userspec="$user" --groups= "$0" "$@"
"""


def read_only_command(image: Image, *command: str) -> list[str]:
    """Return a command line that runs a program of an image as its user, on files that cannot be written."""
    return ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-euc", _READ_ONLY,
            str(image.root), image.config["User"], *command]  # fmt: skip


def output_for_anyone(file: Path) -> Path:
    """Make a file that an image's user may open anew as its standard output, as a container runtime lets it."""
    file.touch()
    file.chmod(0o666)
    return file


@contextmanager
def serving(image: Image, folder: Path) -> Iterator[str]:
    """Run an image as a container runtime would, but on the host's network; yields the address."""
    command = read_only_command(image, *image.config["Entrypoint"])
    ready = partial(listens, 8080)
    log = output_for_anyone(folder / "container.log")
    with running(command, name="the image", log=log, ready=ready, timeout_s=20, stop_signal=signal.SIGTERM):
        yield f"http://{LOOPBACK}:8080"
