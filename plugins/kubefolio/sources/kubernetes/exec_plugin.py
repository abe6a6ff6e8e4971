"""Runs the exec plugin of a kubeconfig as kubectl would, but not for ever. A program that imports nothing of ours.

Called with seconds, the plugin's `interactiveMode`, its command and its arguments; prints what the plugin prints.
Without a terminal the plugin gets no input, and its standard error, which can hold a secret, is shown to nobody.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys

FAILED, TOO_LATE = 1, 124


def main(seconds: float, mode: str, command: list[str]) -> int:
    """Run the plugin; return its exit code, or 124 when the time is up and it was ended with all that it started."""
    interactive = mode != "Never" and sys.stdin is not None and sys.stdin.isatty()
    if mode == "Always" and not interactive:
        return FAILED
    quiet = None if interactive else subprocess.DEVNULL
    try:
        plugin = subprocess.Popen(  # noqa: S603  # the command that the owner's kubeconfig names; no shell
            command, stdin=quiet, stderr=quiet, stdout=subprocess.PIPE, start_new_session=not interactive
        )
    except OSError:
        return FAILED
    try:
        output, _ = plugin.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(OSError):
            plugin.kill() if interactive else os.killpg(plugin.pid, signal.SIGKILL)
        return TOO_LATE
    sys.stdout.buffer.write(output)
    sys.stdout.flush()
    return plugin.returncode


if __name__ == "__main__":
    code = main(float(sys.argv[1]), sys.argv[2], sys.argv[3:])
    os._exit(code if 0 <= code < 256 else FAILED)  # noqa: PLR2004  # what an exit code can be
