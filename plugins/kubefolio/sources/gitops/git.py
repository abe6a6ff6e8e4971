"""The `git` program, run so that nothing in a repository or on the machine can make it do more than read."""

from __future__ import annotations

import base64
import contextlib
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from kubefolio.errors import SourceError
from kubefolio.facts.base import Untrusted
from kubefolio.sources.gitops.refusals import NOT_FETCHED, NOT_READ, explain_fetch, last_words
from kubefolio.sources.urls import strip_credentials

SAFE = {
    "core.hooksPath": os.devnull,
    "core.fsmonitor": "false",
    "core.attributesFile": os.devnull,
    "credential.helper": "",
    "protocol.ext.allow": "never",
    "fetch.recurseSubmodules": "false",
    "submodule.recurse": "false",
    "gc.auto": "0",
    "maintenance.auto": "false",
    "safe.directory": "*",
    "log.showSignature": "false",
    "core.quotePath": "false",
}
ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_ASKPASS": "true",
    "SSH_ASKPASS": "true",
    "GIT_SSH_COMMAND": "ssh -oBatchMode=yes -oConnectTimeout=15",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_LFS_SKIP_SMUDGE": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_ATTR_NOSYSTEM": "1",
    "LC_ALL": "C",
}
KEPT = (
    *("PATH", "HOME", "SSH_AUTH_SOCK", "HTTPS_PROXY", "https_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "TMPDIR"),
)
POLL_S = 0.1


class Remote(NamedTuple):
    """A Git URL, apart from its credentials."""

    url: str
    authorization: str
    """Value of an HTTP header, or empty."""


def parse_remote(url: str) -> Remote:
    """Split a URL; user name and password of http(s) go into a header, so that no process list shows them."""
    parts = urlsplit(url) if "://" in url else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.username:
        return Remote(url, "")
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return Remote(strip_credentials(url), "Basic " + base64.b64encode(pair.encode()).decode())


def environment(remote: Remote | None = None) -> dict[str, str]:
    """Return the whole environment of a Git command; configuration goes in it, not in the arguments."""
    settings = dict(SAFE)
    if remote is not None and remote.authorization:
        settings["http.followRedirects"] = "false"  # Git would show the header to whom it is sent to
        settings[f"http.{remote.url}.extraHeader"] = f"Authorization: {remote.authorization}"
    pairs = {"GIT_CONFIG_COUNT": str(len(settings))}
    for index, (key, value) in enumerate(settings.items()):
        pairs |= {f"GIT_CONFIG_KEY_{index}": key, f"GIT_CONFIG_VALUE_{index}": value}
    return {key: os.environ[key] for key in KEPT if key in os.environ} | ENVIRONMENT | pairs


def program() -> str:
    """Return the path of the `git` program.

    Raises:
        SourceError: It is not installed.
    """
    found = shutil.which("git")
    if found is None:
        detail = "gitops: the git program is not installed; install it or point url at a plain folder"
        raise SourceError(detail, f"{NOT_READ}: the git program is not installed")
    return found


def run(repository: Path, arguments: Sequence[str], *, timeout_s: float) -> bytes:
    """Run one reading Git command and return what it prints.

    Raises:
        SourceError: It failed or took too long.
    """
    command = [program(), "-C", str(repository), *arguments]
    try:
        done = subprocess.run(  # noqa: S603 - fixed program, arguments are ours
            command, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout_s, check=False
        )
    except subprocess.TimeoutExpired:
        detail = f"gitops: git {arguments[0]} took longer than {timeout_s:g} s"
        raise SourceError(detail, f"{NOT_READ}: it took too long") from None
    if done.returncode:
        raise SourceError(f"gitops: git {arguments[0]} failed: {last_words(done.stderr)}", NOT_READ)
    return done.stdout


def fetch(url: str, ref: str | None, folder: Path, *, timeout_s: float, max_bytes: int) -> str:
    """Fetch one ref of a remote into a bare repository and return the commit id.

    No hooks, filters, submodules, tags or prompts; it ends when the time is up or the folder has grown too big.

    Raises:
        SourceError: The remote cannot be reached, has no such ref, or is beyond the limits.
    """
    remote = parse_remote(url)
    if url.startswith("-") or (ref or "").startswith("-"):
        raise SourceError("gitops: url and ref must not start with a dash", NOT_FETCHED)
    if not (folder / "HEAD").exists():
        folder.mkdir(parents=True, exist_ok=True)
        run(folder, ["init", "--quiet", "--bare", "--template=", "."], timeout_s=timeout_s)
    arguments = ["fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--force", remote.url]
    guarded([*arguments, f"{ref or 'HEAD'}:refs/kubefolio/head"], folder, remote, timeout_s, max_bytes)
    return run(folder, ["rev-parse", "refs/kubefolio/head^{commit}"], timeout_s=timeout_s).decode().strip()


def guarded(arguments: Sequence[str], folder: Path, remote: Remote, timeout_s: float, max_bytes: int) -> None:
    """Run a Git command that writes into a folder, within a time and a size."""
    with subprocess.Popen(  # noqa: S603 - fixed program, arguments are ours
        [program(), "-C", str(folder), *arguments],
        env=environment(remote),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        ended = watch(process, folder, timeout_s, max_bytes)
        stderr = process.stderr.read() if process.stderr else b""
    shown = strip_credentials(remote.url)
    if ended:
        raise SourceError(f"gitops: fetching {shown} {ended}", f"{NOT_FETCHED}: it {ended}")
    if process.returncode:
        detail = f"gitops: fetching {shown} failed: {last_words(stderr, remote.authorization)}"
        raise SourceError(detail, explain_fetch(stderr))


def watch(process: subprocess.Popen[bytes], folder: Path, timeout_s: float, max_bytes: int) -> str:
    """Wait for a process; end it and say why when it goes beyond its limits."""
    deadline = time.monotonic() + timeout_s
    while True:
        running = process.poll() is None
        if size_of(folder) > max_bytes:
            end(process)
            return f"would take more than {max_bytes} bytes"
        if not running:
            return ""
        if time.monotonic() > deadline:
            end(process)
            return f"took longer than {timeout_s:g} s"
        time.sleep(POLL_S)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it started: the helper that talks to the server would go on."""
    with contextlib.suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)


def size_of(folder: Path) -> int:
    """Return the bytes of the objects in a bare repository, temporary ones too."""
    size = 0
    for entry in folder.glob("objects/*/*"):
        with contextlib.suppress(OSError):
            size += entry.stat().st_size
    return size


class Blobs:
    """Reads blobs of a repository by id, one `git cat-file --batch` for all of them."""

    def __init__(self, repository: Path, timeout_s: float) -> None:
        """Start the process; it is ended when the time is up, whatever it does."""
        self.process = subprocess.Popen(  # noqa: S603 - fixed program, arguments are ours
            [program(), "-C", str(repository), "cat-file", "--batch"],
            env=environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.timer = threading.Timer(timeout_s, self.process.kill)
        self.timer.daemon = True
        self.timer.start()

    def read(self, blob_id: str) -> bytes:
        """Return the content of a blob.

        Raises:
            SourceError: The repository does not have it, or Git ended.
        """
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin is not None  # noqa: S101 - opened as pipes above
        assert stdout is not None  # noqa: S101
        try:
            stdin.write(blob_id.encode() + b"\n")
            stdin.flush()
            head = stdout.readline().split()
        except OSError:
            head = []
        if len(head) != 3:  # noqa: PLR2004 - id, type, size
            raise SourceError("gitops: git cat-file ended, or an object is missing", NOT_READ)
        data = stdout.read(int(head[2]))
        stdout.read(1)
        return data

    def close(self) -> None:
        """End the process."""
        self.timer.cancel()
        self.process.kill()
        self.process.communicate()


def strip_url(url: str) -> Untrusted:
    """Return a Git URL as a page may show it: no credentials, and for a local path the folder's name only."""
    if "://" not in url and not is_scp_like(url):
        return Untrusted(Path(url).resolve().name)
    if url.startswith("file://"):
        return Untrusted(Path(urlsplit(url).path).name)
    return strip_credentials(url)


def is_scp_like(url: str) -> bool:
    """Tell whether a text has Git's short form for ssh, `user@host:path`."""
    head, colon, _ = url.partition(":")
    return bool(colon) and "/" not in head and "\\" not in head and len(head) > 1
