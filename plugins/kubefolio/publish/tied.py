"""Run a program that ends when its parent does: `python -m kubefolio.publish.tied PROGRAM ARGUMENTS…`.

A builder that is killed at once cannot end what it started; on Linux the kernel does. Elsewhere the program just runs.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Become the program."""
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() == parent:  # it may have died before the kernel was asked
        try:
            os.execvp(command[0], command)  # noqa: S606  # the owner's own build command
        except OSError as error:
            sys.exit(f"kubefolio: {command[0]}: cannot be run ({error.strerror})")


if __name__ == "__main__":
    main()
