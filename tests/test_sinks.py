"""Text from outside has one way out to each place where it could act; nothing else in the code writes there.

`Untrusted` is a `str` to a type checker, since msgspec decodes it as one: forgetting to encode is no error there. So
the places are held instead: markup is made of literals, and a terminal and a log are reached through one function each.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from kubefolio import errors
from kubefolio.cli.say import say
from kubefolio.mkdocs_plugins.log import open_log

PACKAGE = Path(errors.__file__).parent
TREES = {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text("utf-8")) for path in PACKAGE.rglob("*.py")}

MARKUP = {
    "pages/application/diagram.py": "a picture that was drawn before, from the same facts",
    "portfolio/blocks.py": "a block that the sandboxed templates made",
    "portfolio/head.py": "JSON whose `<`, `>` and `&` are escapes; text whose markup is taken away",
    "portfolio/llms.py": "text whose markup is taken away",
    "views/claims_in_prose.py": "HTML that MkDocs made of a person's page",
    "views/encode.py": "the encoder",
    "views/icons.py": "a picture of ours",
}
"""Modules that call something markup that is no literal, and what that is."""
TERMINAL = {"cli/say.py", "cli/progress.py", "cli/doctor.py"}
"""Modules that print: the first is the one way, the others move a cursor and set colours of their own."""


def calls(tree: ast.Module, *names: str) -> Iterator[ast.Call]:
    """Yield the calls of functions and methods of these names."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if called in names:
                yield node


def test_markup_is_made_of_literals_but_in_the_modules_named_here() -> None:
    made = {
        name
        for name, tree in TREES.items()
        for call in calls(tree, "Markup")
        if call.args and not isinstance(call.args[0], ast.Constant)
    }
    assert made == set(MARKUP)


def test_no_text_is_built_into_markup() -> None:
    built = [
        f"{name}:{call.lineno}"
        for name, tree in TREES.items()
        for call in calls(tree, "Markup", "fill")
        for part in call.args[:1]
        if any(isinstance(node, ast.JoinedStr | ast.BinOp) for node in ast.walk(part))
    ]
    assert built == [], "write Markup('… {} …').format(encode(text))"


def test_markup_is_never_put_together_by_percent() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and _is_markup(node.left)
    ]
    assert found == []


def _is_markup(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Markup"


def test_a_terminal_is_reached_through_one_function() -> None:
    assert {name for name, tree in TREES.items() if any(calls(tree, "echo", "secho", "print"))} == TERMINAL
    for name in TERMINAL:
        for call in calls(TREES[name], "echo"):
            for part in (node for node in ast.walk(call) if isinstance(node, ast.FormattedValue)):
                assert _is_ours(part.value), f"{name}:{part.lineno}: {ast.unparse(part.value)} is not made plain"


OURS = {"one.level", "one.area", "problems", "warnings", "COLOURS[one.level]", "''"}
"""What is printed and is a word of ours or a number."""


def _is_ours(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        called = value.func.id if isinstance(value.func, ast.Name) else getattr(value.func, "attr", "")
        return called in ("plain", "plain_lines") or (called == "style" and _styled(value))
    return ast.unparse(value) in OURS


def _styled(call: ast.Call) -> bool:
    return all(_is_ours(part.value) for part in ast.walk(call) if isinstance(part, ast.FormattedValue))


def test_a_log_is_reached_through_one_function() -> None:
    found = {name for name, tree in TREES.items() if any(calls(tree, "get_plugin_logger"))}
    assert found == {"mkdocs_plugins/log.py"}
    others = {name for name, tree in TREES.items() if any(calls(tree, "getLogger"))}
    assert others == {"mkdocs_plugins/facts.py", "sources/kubernetes/client.py"}


def test_a_log_and_a_terminal_show_what_a_text_holds_and_do_nothing(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = "a\x1b[2J\x9b31m\u202eb"
    open_log("kubefolio.test").warning("one %s of %d", hostile, 2)
    say(f"two {hostile}")
    shown = "a\ufffd[2J\ufffd31m\ufffdb"
    assert caplog.messages == [f"kubefolio: one {shown} of 2"]
    assert capsys.readouterr().out == f"two {shown}\n"
