"""Run one command of a build: its words go on to our log, and it ends when it takes too long or we are told to stop."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from kubefolio.errors import PublishError

_POLL_S = 0.1
_PATIENCE_S = 5
"""How long a command may take to end after it was asked to, in seconds."""
_PROBLEM = re.compile(r"\b(?:WARNING|ERROR)\b|^Error:|^kubefolio: |^Aborted with ")
_MAX_PROBLEMS = 50
_QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true", "PYTHONUNBUFFERED": "1"}


class StopRequested(Exception):  # noqa: N818  # not an error: we were told to
    """The builder was told to stop."""


class BuildError(PublishError):
    """A command of a build ended with an error, or took too long."""

    def __init__(self, text: str, problems: tuple[str, ...]) -> None:
        """Keep the lines in which the command said what is wrong."""
        super().__init__(text)
        self.problems = problems


def run_command(
    command: Sequence[str],
    *,
    timeout_s: float,
    check: Callable[[], None],
    say: Callable[[str], None],
    held: Sequence[int] = (),
    folder: Path | None = None,
) -> None:
    """Run a command to its end.

    Args:
        command: The program and its arguments.
        timeout_s: The longest it may take, in seconds.
        check: Called ten times a second; raises to end the command.
        say: Gets each line that it prints.
        held: Descriptors that it keeps open as long as it runs, such as a lock.
        folder: Where it runs.

    Raises:
        BuildError: it ended with an error, took too long or cannot be run.
    """
    problems: deque[str] = deque(maxlen=_MAX_PROBLEMS)
    child = _start(command, held, folder)
    assert child.stdout  # noqa: S101  # a pipe
    reader = threading.Thread(target=_read, args=(child.stdout, say, problems), daemon=True)
    reader.start()
    try:
        _wait(child, _name(command), timeout_s, check, problems)
    finally:
        _end(child)
        reader.join(_PATIENCE_S)
    if child.returncode:
        raise BuildError(f"{_name(command)} ended with {child.returncode}", tuple(problems))


def _start(command: Sequence[str], held: Sequence[int], folder: Path | None) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603  # the owner's own build command
        [sys.executable, "-m", "kubefolio.publish.tied", str(os.getpid()), *command],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env={**os.environ, **_QUIET},
        start_new_session=True,
        pass_fds=tuple(held),
    )


def _read(output: IO[str], say: Callable[[str], None], problems: deque[str]) -> None:
    for line in output:
        text = line.rstrip()
        say(text)
        if _PROBLEM.search(text):
            problems.append(text[:500])


def _wait(
    child: subprocess.Popen[str], name: str, timeout_s: float, check: Callable[[], None], problems: deque[str]
) -> None:
    deadline = time.monotonic() + timeout_s
    while True:
        with suppress(subprocess.TimeoutExpired):
            child.wait(_POLL_S)
            return
        check()
        if time.monotonic() > deadline:
            raise BuildError(f"{name} took longer than {timeout_s:.0f} s and was ended", tuple(problems))


def _end(child: subprocess.Popen[str]) -> None:
    """End a command and all that it started."""
    for wish in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(child.pid, wish)
        with suppress(subprocess.TimeoutExpired):
            child.wait(_PATIENCE_S)
            break
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)


def _name(command: Sequence[str]) -> str:
    """Return a command in few words: `python -m mkdocs build` is mkdocs."""
    program = command[2] if command[1:2] == ["-m"] else command[0]
    return Path(program).name
