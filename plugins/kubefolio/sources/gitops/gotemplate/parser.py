"""Tokens to a tree."""

from __future__ import annotations

from collections.abc import Sequence

from kubefolio.sources.gitops.gotemplate.errors import GoTemplateError
from kubefolio.sources.gitops.gotemplate.lexer import Part, Token, parts
from kubefolio.sources.gitops.gotemplate.syntax import (
    Branch,
    Call,
    Chain,
    Dot,
    Function,
    Jump,
    Literal,
    Node,
    Operand,
    Output,
    Parsed,
    Pipe,
    Text,
    Variable,
)

MAX_NESTING = 60
CONSTANTS = {"true": True, "false": False, "nil": None}


def parse(template: str) -> Parsed:
    """Return the tree of a template.

    Raises:
        GoTemplateError: The template is not well formed.
    """
    reader = Reader(list(parts(template)))
    body, closer = reader.nodes()
    if closer:
        raise GoTemplateError(f"unexpected {closer[0].text}")
    reader.parsed.body = body
    return reader.parsed


class Reader:
    """Walks over the parts of a template."""

    def __init__(self, pieces: Sequence[Part]) -> None:
        """Start at the first part."""
        self.pieces = pieces
        self.position = 0
        self.depth = 0
        self.parsed = Parsed()

    def nodes(self) -> tuple[tuple[Node, ...], tuple[Token, ...]]:
        """Return nodes up to an `end` or `else` of this level, and that action's tokens."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise GoTemplateError(f"nested deeper than {MAX_NESTING} levels")
        found: list[Node] = []
        while self.position < len(self.pieces):
            piece = self.pieces[self.position]
            self.position += 1
            if piece.tokens is None:
                found += [Text(piece.text)] if piece.text else []
            elif piece.tokens[0].kind == "name" and piece.tokens[0].text in ("end", "else"):
                self.depth -= 1
                return tuple(found), piece.tokens
            else:
                found += self.action(piece.tokens)
        self.depth -= 1
        return tuple(found), ()

    def action(self, tokens: tuple[Token, ...]) -> list[Node]:
        """Return the node of one action; `define` gives none."""
        word = tokens[0].text if tokens[0].kind == "name" else ""
        if word in ("if", "with", "range"):
            return [self.branch(word, tokens[1:])]
        if word in ("define", "block"):
            return self.definition(word, tokens)
        if word == "template":
            return [Call(name_of(tokens), parse_pipe(tokens[2:]) if len(tokens) > 2 else None)]  # noqa: PLR2004
        if word in ("break", "continue") and len(tokens) == 1:
            return [Jump(word)]
        return [Output(parse_pipe(tokens))]

    def definition(self, word: str, tokens: tuple[Token, ...]) -> list[Node]:
        """Keep a named template; a `block` is also called where it stands."""
        body, closer = self.nodes()
        self.closed(closer)
        self.parsed.defined[name_of(tokens)] = body
        return [Call(name_of(tokens), parse_pipe(tokens[2:]))] if word == "block" else []

    def branch(self, word: str, tokens: tuple[Token, ...]) -> Branch:
        """Return an if, with or range with its else parts."""
        pipe = parse_pipe(tokens)
        body, closer = self.nodes()
        if closer and closer[0].text == "else":
            if len(closer) > 1 and closer[1].text in ("if", "with"):
                return Branch(word, pipe, body, (self.branch(closer[1].text, closer[2:]),))
            otherwise, closer = self.nodes()
            self.closed(closer)
            return Branch(word, pipe, body, otherwise)
        self.closed(closer)
        return Branch(word, pipe, body)

    def closed(self, closer: tuple[Token, ...]) -> None:
        """Check that a level was closed by `end`."""
        if not closer or closer[0].text != "end":
            raise GoTemplateError("an action is not closed by end")


def name_of(tokens: Sequence[Token]) -> str:
    """Return the name that a define, block or template action gives."""
    if len(tokens) < 2 or tokens[1].kind != "string":  # noqa: PLR2004 - keyword and name
        raise GoTemplateError(f"{tokens[0].text} without a name")
    return tokens[1].text


def parse_pipe(tokens: Sequence[Token]) -> Pipe:
    """Return the pipe of an action."""
    names: list[str] = []
    declares = False
    for index, token in enumerate(tokens):
        if token.text in (":=", "=") and token.kind == "sign":
            names = [t.text for t in tokens[:index] if t.kind == "variable"]
            declares = token.text == ":="
            tokens = tokens[index + 1 :]
            break
        if token.kind != "variable" and token.text != ",":
            break
    pipe, position = commands(tokens, 0, 0)
    if position != len(tokens):
        raise GoTemplateError("unexpected closing parenthesis")
    return Pipe(pipe.commands, tuple(names), declares)


def commands(tokens: Sequence[Token], position: int, depth: int) -> tuple[Pipe, int]:
    """Return the commands from a position up to a closing parenthesis or the end."""
    if depth > MAX_NESTING:
        raise GoTemplateError(f"nested deeper than {MAX_NESTING} levels")
    found: list[tuple[Operand | Pipe, ...]] = []
    current: list[Operand | Pipe] = []
    while position < len(tokens) and not (tokens[position].kind == "sign" and tokens[position].text == ")"):
        token = tokens[position]
        position += 1
        if token.kind == "sign" and token.text == "|":
            found.append(tuple(current))
            current = []
        elif token.kind == "sign" and token.text == "(":
            inner, position = commands(tokens, position, depth + 1)
            if position >= len(tokens):
                raise GoTemplateError("a parenthesis is not closed")
            names, position = fields(tokens, position + 1)
            current.append(Chain(inner, names) if names else inner)
        else:
            operand, position = parse_operand(tokens, position - 1)
            current.append(operand)
    found.append(tuple(current))
    if not all(found):
        raise GoTemplateError("a command is empty")
    return Pipe(tuple(found)), position


def parse_operand(tokens: Sequence[Token], position: int) -> tuple[Operand, int]:
    """Return one operand and the position after it."""
    token = tokens[position]
    if token.kind == "string":
        return Literal(token.text), position + 1
    if token.kind == "number":
        return Literal(number(token.text)), position + 1
    if token.kind == "name":
        known = token.text in CONSTANTS
        return (Literal(CONSTANTS[token.text]) if known else Function(token.text)), position + 1
    if token.kind == "field":
        names, after = fields(tokens, position + 1)
        return Dot((token.text[1:], *names)), after
    if token.kind == "variable":
        names, after = fields(tokens, position + 1)
        return Variable(token.text, names), after
    if token.text == ".":
        return Dot(), position + 1
    raise GoTemplateError(f"unexpected {token.text}")


def fields(tokens: Sequence[Token], position: int) -> tuple[tuple[str, ...], int]:
    """Return the fields that follow without white space."""
    names: list[str] = []
    while position < len(tokens) and tokens[position].kind == "field" and not tokens[position].spaced:
        names.append(tokens[position].text[1:])
        position += 1
    return tuple(names), position


def number(text: str) -> int | float:
    """Return the value of a number literal."""
    plain = text.replace("_", "")
    try:
        return int(plain, 0)
    except ValueError:
        return int(plain) if plain.lstrip("+-").isdigit() else float(plain)
