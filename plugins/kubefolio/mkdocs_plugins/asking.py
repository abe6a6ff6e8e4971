"""While serving, facts are kept from build to build: sources are asked again after a time, or when Enter is pressed."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import threading
from datetime import datetime
from pathlib import Path

from mkdocs.livereload import LiveReloadServer


class EnterKey:
    """Whoever serves a site may press Enter to have the sources asked."""

    def __init__(self) -> None:
        """Start with nothing pressed."""
        self._pressed = threading.Event()
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def tell_kept(self, read_at: datetime, until: datetime) -> str:
        """Return what the terminal says where facts are kept, and how to have the sources asked."""
        words = f"the facts of {read_at:%H:%M} UTC are kept; asked again after {until:%H:%M} UTC"
        return f"{words}; press Enter to ask now" if self._folder else words

    def take(self) -> bool:
        """Tell whether it was pressed since this was asked last."""
        pressed = self._pressed.is_set()
        self._pressed.clear()
        return pressed

    def read(self, server: LiveReloadServer) -> None:
        """Read the key from the terminal, where there is one, and build again when it is pressed."""
        if self._folder or not sys.stdin or not sys.stdin.isatty():
            return
        if hasattr(signal, "SIGTTIN"):  # in the background a read fails, instead of stopping the server
            signal.signal(signal.SIGTTIN, signal.SIG_IGN)
        self._folder = tempfile.TemporaryDirectory(prefix="kubefolio-")
        mark = Path(self._folder.name) / "pressed"
        mark.touch()
        server.watch(str(mark))
        threading.Thread(target=self._wait, args=(sys.stdin.fileno(), mark), daemon=True).start()

    def _wait(self, terminal: int, mark: Path) -> None:
        try:
            while b"\n" in os.read(terminal, 1024):
                self._pressed.set()
                mark.touch()
        except OSError:  # the terminal is gone, or belongs to another program
            return
