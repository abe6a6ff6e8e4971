"""The parts a parsed template is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """Literal text."""

    text: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A string, number, true, false or nil."""

    value: Any


@dataclass(frozen=True, slots=True)
class Dot:
    """The cursor `.` and fields of it."""

    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable and fields of it."""

    name: str
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Function:
    """The name of a function."""

    name: str


@dataclass(frozen=True, slots=True)
class Chain:
    """Fields of a value in parentheses."""

    of: Pipe
    fields: tuple[str, ...]


Operand = Literal | Dot | Variable | Function | Chain


@dataclass(frozen=True, slots=True)
class Pipe:
    """Commands, each handing its value to the next as last argument."""

    commands: tuple[tuple[Operand | Pipe, ...], ...]
    names: tuple[str, ...] = ()
    """Variables that get the value."""
    declares: bool = False
    """True for `:=`, False for `=`."""


@dataclass(frozen=True, slots=True)
class Output:
    """An action that prints the value of a pipe."""

    pipe: Pipe


@dataclass(frozen=True, slots=True)
class Branch:
    """If, with or range."""

    keyword: str
    pipe: Pipe
    body: tuple[Node, ...]
    otherwise: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """`template` or `block`: prints another template."""

    name: str
    pipe: Pipe | None


@dataclass(frozen=True, slots=True)
class Jump:
    """`break` or `continue`."""

    keyword: str


Node = Text | Output | Branch | Call | Jump


@dataclass(slots=True)
class Parsed:
    """A parsed template with the named templates that it defines."""

    body: tuple[Node, ...] = ()
    defined: dict[str, tuple[Node, ...]] = field(default_factory=dict)
