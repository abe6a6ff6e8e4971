"""The one way from a plugin to MkDocs' log: whatever a message quotes of a cluster or a file, it is only shown."""

from __future__ import annotations

from typing import Any

from mkdocs.plugins import PrefixedLogger, get_plugin_logger

from kubefolio.terminal import plain


class Log(PrefixedLogger):
    """A plugin's log whose lines are one line each, without a character that moves a cursor or sets a colour."""

    def log(self, level: int, msg: object, *args: object, **kwargs: Any) -> None:  # noqa: ANN401  # logging's own
        """Log a message; what is put into it is made plain first, but for numbers."""
        shown = (one if isinstance(one, int | float) else plain(str(one)) for one in args)
        super().log(level, plain(str(msg)), *shown, **kwargs)


def open_log(name: str) -> Log:
    """Return the log of a plugin."""
    return Log(name.partition(".")[0], get_plugin_logger(name).logger)
