"""Text of a template to text parts and actions, and actions to tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kubefolio.sources.gitops.gotemplate.errors import GoTemplateError

ACTION = re.compile(
    r"\{\{(?P<left>-(?=\s))?"
    r"(?:\s*/\*.*?\*/\s*?|(?P<code>(?:\"(?:\\.|[^\"\\\n])*\"|`[^`]*`|'(?:\\.|[^'\\\n])*'|(?!\}\})[^\"`'])*?))"
    r"(?P<right>(?<=\s)-)?\}\}",
    re.DOTALL,
)
TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<string>"(?:\\.|[^"\\\n])*"|`[^`]*`)
    |(?P<char>'(?:\\.|[^'\\\n])*')
    |(?P<number>[-+]?(?:0[xX][0-9a-fA-F_]+|\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?|\.\d+))
    |(?P<field>\.[^\W\d]\w*)
    |(?P<variable>\$\w*)
    |(?P<name>[^\W\d]\w*)
    |(?P<sign>:=|[=|(),.])""",
    re.VERBOSE,
)
ESCAPE = re.compile(r"\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)", re.DOTALL)
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


class Token(NamedTuple):
    """One token of an action."""

    kind: str
    """string, number, field, variable, name or sign."""
    text: str
    spaced: bool
    """White space stands before it; `.a .b` are two operands, `.a.b` is one."""


class Part(NamedTuple):
    """A piece of a template: literal text, or the tokens of an action."""

    text: str
    tokens: tuple[Token, ...] | None


def parts(template: str) -> Iterator[Part]:
    """Yield the pieces of a template in their order, white space trimmed where the actions ask for it.

    Raises:
        GoTemplateError: An action is not closed or holds something unknown.
    """
    start = 0
    trim = False
    for found in ACTION.finditer(template):
        text = template[start : found.start()]
        text = text.lstrip() if trim else text
        yield Part(text.rstrip() if found["left"] else text, None)
        if found["code"] is not None and found["code"].strip():
            yield Part("", tuple(tokens(found["code"])))
        trim = bool(found["right"])
        start = found.end()
    rest = template[start:]
    if "{{" in rest:
        raise GoTemplateError("an action is not closed")
    yield Part(rest.lstrip() if trim else rest, None)


def tokens(code: str) -> Iterator[Token]:
    """Yield the tokens of one action."""
    position = 0
    spaced = True
    while position < len(code):
        found = TOKEN.match(code, position)
        if found is None or found.lastgroup is None:
            raise GoTemplateError("an action holds an unexpected character")
        position = found.end()
        kind = found.lastgroup
        if kind != "space":
            text = unquote(found[0]) if kind in ("string", "char") else found[0]
            yield Token(
                "number" if kind == "char" else kind, str(ord(text[:1] or "\0")) if kind == "char" else text, spaced
            )
        spaced = kind == "space"


def unquote(text: str) -> str:
    """Return the value of a Go string or character literal."""
    body = text[1:-1]
    return body if text[0] == "`" else ESCAPE.sub(unescape, body)


def unescape(found: re.Match[str]) -> str:
    """Return the character of one escape sequence."""
    code = found[1]
    if code[0] in "xuU":
        return chr(min(int(code[1:], 16), 0x10FFFF))
    if len(code) > 1:
        return chr(int(code, 8))
    return ESCAPES.get(code, code)
