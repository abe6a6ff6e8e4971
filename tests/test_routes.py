"""Every way out for text from outside: it is printed encoded, or only shown."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from click.testing import CliRunner

from kubefolio.cli import main
from kubefolio.errors import SettingsError
from kubefolio.facts.snapshot import write_snapshot
from kubefolio.terminal import plain, plain_lines
from tests.scenarios.hostile import build_hostile_reasons
from tests.scenarios.hostile_strings import HOSTILE

PACKAGE = Path(__file__).parents[1] / "plugins" / "kubefolio"
ACTING = ("\x1b", "\x07", "\x9b", "\r", "\u202e", "\u2066", "\x00")


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_acts_on_a_terminal(text: str) -> None:
    shown = plain(text)
    assert not any(character in shown for character in (*ACTING, "\n"))
    assert plain_lines(text).count("\n") == text.count("\n")


def test_an_error_only_shows_what_it_quotes() -> None:
    assert str(SettingsError("no \x1b[2Jsuch\r context")) == "no \ufffd[2Jsuch\ufffd context"


def test_the_command_line_shows_hostile_reasons_and_no_escape_sequence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_snapshot(build_hostile_reasons(), tmp_path / "facts.json")
    done = CliRunner().invoke(main, ["render", "--snapshot", "facts.json", "--edition", "private", "out"])
    assert done.exit_code == 0, done.output
    assert "kubefolio: warning: " in done.stderr
    assert not any(character in done.output for character in ACTING)
    checked = CliRunner().invoke(main, ["check", "--snapshot", "facts.json", "--edition", "private"])
    assert not any(character in checked.output for character in ACTING)


def test_html_is_made_of_literals_or_says_why_it_is_safe() -> None:
    """`Markup(text)` is the only way past the encoder; each that is not of a literal has its reason in the line."""
    silent = []
    for path in sorted(PACKAGE.rglob("*.py")):
        lines = path.read_text("utf-8").splitlines()
        for node in ast.walk(ast.parse("\n".join(lines))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Markup":
                literal = not node.args or isinstance(node.args[0], ast.Constant)
                said = any("noqa: S704  # " in line for line in lines[node.lineno - 1 : node.end_lineno])
                silent += [] if literal or said else [f"{path.relative_to(PACKAGE)}:{node.lineno}"]
    assert silent == []


def test_no_template_marks_text_as_safe() -> None:
    marked = [path.name for path in PACKAGE.rglob("*.j2") if "|safe" in path.read_text("utf-8").replace(" ", "")]
    assert marked == []
