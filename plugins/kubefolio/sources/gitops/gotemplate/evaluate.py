"""Evaluates a parsed template."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from kubefolio.sources.gitops.gotemplate.collections_functions import items
from kubefolio.sources.gitops.gotemplate.errors import GoTemplateError
from kubefolio.sources.gitops.gotemplate.functions import FUNCTIONS
from kubefolio.sources.gitops.gotemplate.parser import parse
from kubefolio.sources.gitops.gotemplate.printing import NO_VALUE, is_true, text_of
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

MAX_STEPS = 200_000
MAX_OUTPUT = 4_000_000
MAX_CALLS = 40


class Library:
    """Named templates that several templates share, as the files of one Helm chart do."""

    def __init__(self) -> None:
        """Start empty."""
        self.parsed: dict[str, Parsed] = {}
        self.defined: dict[str, tuple[Node, ...]] = {}

    def parse(self, template: str) -> Parsed:
        """Return the tree of a template, parsed once, and keep what it defines."""
        if template not in self.parsed:
            self.parsed[template] = parse(template)
            self.defined.update(self.parsed[template].defined)
        return self.parsed[template]


class Break(Exception):  # noqa: N818 - control flow, not an error
    """Leaves a range."""


class Continue(Exception):  # noqa: N818 - control flow, not an error
    """Goes on with the next value of a range."""


def render(
    template: str,
    data: Any,  # noqa: ANN401 - templates take any plain value
    *,
    library: Library | None = None,
    missing_is_error: bool = False,
    functions: Mapping[str, Callable[..., Any]] | None = None,
) -> str:
    """Return what a template prints for its data.

    Raises:
        GoTemplateError: It is malformed, uses what we do not know, fails by itself, or is beyond the limits.
    """
    library = library or Library()
    run = Run(library, missing_is_error=missing_is_error, functions={**FUNCTIONS, **(functions or {})})
    try:
        return run.text(library.parse(template).body, data)
    except (TypeError, ValueError, IndexError, KeyError, AttributeError, ArithmeticError, RecursionError) as error:
        raise GoTemplateError(f"a function got a value it cannot work with ({type(error).__name__})") from None
    except (Break, Continue):
        raise GoTemplateError("break or continue outside of a range") from None


class Run:
    """One evaluation, with its limits."""

    def __init__(
        self, library: Library, *, missing_is_error: bool, functions: Mapping[str, Callable[..., Any]]
    ) -> None:
        """Start with nothing printed."""
        self.library = library
        self.missing_is_error = missing_is_error
        self.functions: dict[str, Callable[..., Any]] = {**functions, "include": self.include, "tpl": self.tpl}
        self.steps = 0
        self.printed = 0
        self.calls = 0

    def text(self, body: tuple[Node, ...], data: Any) -> str:  # noqa: ANN401 - any plain value
        """Return what a body prints with fresh variables."""
        self.calls += 1
        if self.calls > MAX_CALLS:
            raise GoTemplateError(f"templates call each other more than {MAX_CALLS} levels deep")
        out: list[str] = []
        self.walk(body, data, [{"$": data}], out)
        self.calls -= 1
        return "".join(out)

    def include(self, name: str, data: Any = None) -> str:  # noqa: ANN401 - any plain value
        """Return what a named template prints."""
        if name not in self.library.defined:
            raise GoTemplateError(f"no template {name!r} is defined")
        return self.text(self.library.defined[name], data)

    def tpl(self, template: str, data: Any) -> str:  # noqa: ANN401 - any plain value
        """Return what a template held in a value prints."""
        return self.text(self.library.parse(template).body, data)

    def walk(self, body: tuple[Node, ...], dot: Any, scope: list[dict[str, Any]], out: list[str]) -> None:  # noqa: ANN401
        """Print the nodes of a body."""
        for node in body:
            self.steps += 1
            if self.steps > MAX_STEPS:
                raise GoTemplateError(f"takes more than {MAX_STEPS} steps")
            if isinstance(node, Text):
                self.put(node.text, out)
            elif isinstance(node, Output):
                value = self.pipe(node.pipe, dot, scope)
                if not node.pipe.names:
                    self.put(text_of(value), out)
            elif isinstance(node, Branch):
                self.branch(node, dot, scope, out)
            elif isinstance(node, Call):
                self.put(self.include(node.name, self.pipe(node.pipe, dot, scope) if node.pipe else None), out)
            elif isinstance(node, Jump):
                raise Break if node.keyword == "break" else Continue

    def put(self, text: str, out: list[str]) -> None:
        """Print text, within the limit."""
        self.printed += len(text)
        if self.printed > MAX_OUTPUT:
            raise GoTemplateError(f"prints more than {MAX_OUTPUT} characters")
        out.append(text)

    def branch(self, node: Branch, dot: Any, scope: list[dict[str, Any]], out: list[str]) -> None:  # noqa: ANN401
        """Print an if, with or range."""
        inner = [*scope, {}]
        if node.keyword == "range":
            self.range(node, dot, inner, out)
            return
        value = self.pipe(node.pipe, dot, inner)
        if is_true(value):
            self.walk(node.body, value if node.keyword == "with" else dot, inner, out)
        else:
            self.walk(node.otherwise, dot, inner, out)

    def range(self, node: Branch, dot: Any, scope: list[dict[str, Any]], out: list[str]) -> None:  # noqa: ANN401
        """Print the body of a range for each value; maps in the order of their keys, as Go does."""
        value = self.pipe(Pipe(node.pipe.commands), dot, scope)
        pairs = items(value)
        if not pairs:
            self.walk(node.otherwise, dot, scope, out)
        for key, item in pairs:
            names = node.pipe.names
            frame = dict(zip(names, (key, item) if len(names) > 1 else (item,), strict=False))
            try:
                self.walk(node.body, item, [*scope, frame], out)
            except Continue:
                continue
            except Break:
                break

    def pipe(self, pipe: Pipe, dot: Any, scope: list[dict[str, Any]]) -> Any:  # noqa: ANN401
        """Return the value of a pipe and give it to the pipe's variables."""
        value: Any = None
        for index, command in enumerate(pipe.commands):
            value = self.command(command, dot, scope, [value] if index else [])
        for name in pipe.names:
            frame = scope[-1] if pipe.declares else next((f for f in reversed(scope) if name in f), scope[-1])
            frame[name] = value
        return value

    def command(self, words: tuple[Operand | Pipe, ...], dot: Any, scope: list[dict[str, Any]], last: list[Any]) -> Any:  # noqa: ANN401
        """Return the value of one command."""
        self.steps += 1
        head = words[0]
        if isinstance(head, Function):
            return self.call(head.name, words[1:], dot, scope, last)
        value = self.operand(head, dot, scope)
        if callable(value):
            return apply(value, [*(self.operand(word, dot, scope) for word in words[1:]), *last])
        if len(words) > 1 or last:
            raise GoTemplateError("arguments are given to something that is no function")
        return value

    def call(
        self,
        name: str,
        words: tuple[Operand | Pipe, ...],
        dot: Any,  # noqa: ANN401
        scope: list[dict[str, Any]],
        last: list[Any],
    ) -> Any:  # noqa: ANN401
        """Call a function; `and` and `or` look at no more arguments than they need."""
        if name in ("and", "or"):
            value: Any = None
            for argument in (*words, *(Literal(item) for item in last)):
                value = self.operand(argument, dot, scope)
                if is_true(value) == (name == "or"):
                    break
            return value
        if name not in self.functions:
            raise GoTemplateError(f"function {name} is not known")
        function = self.functions[name]
        return function(*[self.operand(word, dot, scope) for word in words], *last)

    def operand(self, node: Operand | Pipe, dot: Any, scope: list[dict[str, Any]]) -> Any:  # noqa: ANN401
        """Return the value of an operand."""
        if isinstance(node, Literal):
            return node.value
        if isinstance(node, Dot):
            return self.fields(dot, node.fields)
        if isinstance(node, Variable):
            frame = next((f for f in reversed(scope) if node.name in f), None)
            if frame is None:
                raise GoTemplateError(f"variable {node.name} is not defined")
            return self.fields(frame[node.name], node.fields)
        if isinstance(node, Chain):
            return self.fields(self.pipe(node.of, dot, scope), node.fields)
        if isinstance(node, Function):
            return self.call(node.name, (), dot, scope, [])
        return self.pipe(node, dot, scope)

    def fields(self, value: Any, names: tuple[str, ...]) -> Any:  # noqa: ANN401
        """Return a field of a field … of a value."""
        for index, name in enumerate(names):
            if isinstance(value, dict):
                if name not in value and self.missing_is_error:
                    raise GoTemplateError(f"no entry for key {name!r}")
                value = value.get(name, NO_VALUE)
            elif index == 0 and value is None:
                value = NO_VALUE
            else:
                raise GoTemplateError(f"there is no field {name!r} here")
        return value


def apply(function: Callable[..., Any], arguments: list[Any]) -> Any:  # noqa: ANN401 - any plain value
    """Call a function that the data holds."""
    return function(*arguments)
