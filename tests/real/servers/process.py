"""Child processes: started with a log file, awaited until ready, stopped whatever happens."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import urllib3

from tests.real.servers.errors import ServerFailed
from tests.real.servers.ports import LOOPBACK

_POLL_S = 0.05
_LOG_LINES = 20


@dataclass(frozen=True)
class Child:
    """A running child process."""

    name: str
    """What it is, for messages."""
    pid: int
    log: Path
    """The file that gets its standard output and error."""


@contextmanager
def running(
    command: Sequence[str | Path],
    *,
    name: str,
    log: Path,
    ready: Callable[[], bool],
    timeout_s: float = 150,
    env: Mapping[str, str] | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
) -> Iterator[Child]:
    """Run a server until the block ends.

    It leads a process group of its own, which is killed if it does not end within ten seconds of `stop_signal`, and
    which the kernel ends if the thread that started it dies first.

    Args:
        command: The program and its arguments.
        name: What it is, for messages.
        log: The file for its standard output and error; written anew.
        ready: Says whether the server answers; asked twenty times a second.
        timeout_s: How long it may take to become ready, in seconds.
        env: Variables to add to this process's environment.
        stop_signal: What to send at the end; SIGKILL for a server whose data is thrown away.

    Raises:
        ServerFailed: It ended, or was not ready in time.
    """
    with log.open("wb") as output:
        popen = subprocess.Popen(
            [*_tied_to_us(), *map(str, command)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(env or {})},
            start_new_session=True,
        )
    try:
        _wait_until_ready(popen, name, log, ready, timeout_s)
        yield Child(name, popen.pid, log)
    finally:
        _stop(popen, stop_signal)


def run_tool(command: Sequence[str | Path], *, timeout_s: float = 120) -> str:
    """Run a program to its end and return its standard output.

    Raises:
        ServerFailed: It ended with an error, which the text repeats, or did not end in time.
    """
    try:
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=timeout_s, check=False)
    except subprocess.TimeoutExpired as late:
        raise ServerFailed(f"{command[0]} did not end within {timeout_s} s") from late
    if done.returncode:
        raise ServerFailed(f"{command[0]} ended with {done.returncode}: {done.stderr.strip()[-2000:]}")
    return done.stdout


def answers(url: str, *, ca_file: Path | None = None) -> bool:
    """Tell whether a GET of this address is answered with 200 within two seconds."""
    if ca_file is not None and not ca_file.exists():
        return False
    with urllib3.PoolManager(ca_certs=str(ca_file) if ca_file else None, retries=False, timeout=2.0) as pool:
        try:
            return pool.request("GET", url).status == 200
        except (urllib3.exceptions.HTTPError, OSError):
            return False


def listens(port: int) -> bool:
    """Tell whether something on loopback accepts connections at this port."""
    with suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
        return True
    return False


def last_lines(log: Path, count: int = _LOG_LINES) -> str:
    """Return the last lines of a log file, each cut at 500 characters."""
    lines = log.read_text(errors="replace").splitlines()[-count:] if log.exists() else []
    return "\n".join(line[:500] for line in lines) or "(the log is empty)"


def _tied_to_us() -> list[str]:
    """Return the prefix of a command that makes the kernel end it when its parent dies, where that is installed."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL"] if setpriv else []


def _wait_until_ready(
    popen: subprocess.Popen[bytes], name: str, log: Path, ready: Callable[[], bool], timeout_s: float
) -> None:
    deadline = time.monotonic() + timeout_s
    while not ready():
        if popen.poll() is not None:
            raise ServerFailed(f"{name} ended with {popen.returncode}; its last words:\n{last_lines(log)}")
        if time.monotonic() > deadline:
            raise ServerFailed(f"{name} was not ready within {timeout_s} s; its last words:\n{last_lines(log)}")
        time.sleep(_POLL_S)


def _stop(popen: subprocess.Popen[bytes], stop_signal: signal.Signals) -> None:
    popen.send_signal(stop_signal)
    with suppress(subprocess.TimeoutExpired):
        popen.wait(10)
    with suppress(ProcessLookupError):
        os.killpg(popen.pid, signal.SIGKILL)
    popen.wait()
