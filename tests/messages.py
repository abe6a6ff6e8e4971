"""Every message of the code, read from its source: what stops a run, what warns, and why a fact is missing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from kubefolio import errors

PACKAGE = Path(errors.__file__).parent
STOPS = frozenset(name for name, one in vars(errors).items() if isinstance(one, type)) | {"BuildError"}
LOGGED = frozenset({"warning", "error"})
SHORTEST = 8
"""Characters of fixed text from which a message can be told from others."""


def messages() -> dict[str, str]:
    """Return each message, with `…` for what is put in, and the place where it stands first."""
    found: dict[str, str] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and call.args and _is_said(call.func):
                for text in map(_filled, _texts(call.args[0])):
                    if len(text.replace("…", "").strip()) >= SHORTEST:
                        found.setdefault(text, f"{path.relative_to(PACKAGE)}:{call.lineno}")
    return found


def _is_said(function: ast.expr) -> bool:
    """Tell whether what is called stops a run, is why a fact is missing, or warns."""
    logs = isinstance(function, ast.Attribute) and _name(function.value) == "log" and function.attr in LOGGED
    return logs or _name(function) in STOPS | {"Missing", "warn"}


def _filled(text: str) -> str:
    return text.replace("%s", "…").replace("%d", "…")


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _texts(node: ast.expr) -> Iterator[str]:
    """Return what an expression may be as a text; nothing where it is no text written there."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(part.value if isinstance(part, ast.Constant) else "…" for part in node.values)  # type: ignore[misc]
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
