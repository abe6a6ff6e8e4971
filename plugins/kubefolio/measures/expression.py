"""Values that the owner computes from facts, in JMESPath that is stricter where a value could come out wrong.

JMESPath answers null where a field does not exist, and a count of nulls is zero. Here a field that the facts do not
have is a mistake that is named when the expression is read, and a fact that is missing makes the whole value Missing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from jmespath.exceptions import JMESPathError
from jmespath.parser import Parser
from jmespath.visitor import TreeInterpreter

from kubefolio.facts.base import Missing, Reading
from kubefolio.facts.factset import FactSet
from kubefolio.measures.base import Unit, Value, share
from kubefolio.measures.expression_types import find_needs, known_fields
from kubefolio.measures.nodes import distinct

MAX_CHARACTERS = 1000
MAX_STEPS = 5_000_000
"""Parts of the expression that may be visited, about five seconds: a count over 10,000 pods takes a hundredth of it."""
MAX_ITEMS = 200_000
"""Items that a list on the way may have."""


class _StopError(Exception):
    """Ends an evaluation with the Missing that the value is."""

    def __init__(self, missing: Missing) -> None:
        super().__init__(missing.missing)
        self.missing = missing


@dataclass(frozen=True)
class Expression:
    """An expression that was read and checked."""

    text: str
    needs: tuple[str, ...]
    """Fields of the FactSet that it names."""
    root: Any

    def evaluate(self, facts: FactSet) -> object:
        """Return what the expression gives: a number, a text, a list or None; Missing where a fact on its way is."""
        try:
            return _Interpreter().visit(self.root, facts)
        except _StopError as stop:
            return stop.missing
        except (JMESPathError, TypeError) as error:
            return Missing(f"the expression does not fit the facts: {error}", "undecidable")
        except RecursionError:
            return Missing("the expression is nested too deep", "undecidable")


def parse_expression(text: str) -> Expression:
    """Return a JMESPath expression over the facts.

    Raises:
        ValueError: it is too long, cannot be parsed, or names a field that the facts do not have.
    """
    if len(text) > MAX_CHARACTERS:
        raise ValueError(f"the expression is longer than {MAX_CHARACTERS} characters; split it")
    try:
        root: Any = Parser().parse(text).parsed
        return Expression(text, find_needs(root), root)
    except JMESPathError as error:
        raise ValueError(f"is not JMESPath: {' '.join(str(error).split())[:200]}") from error
    except RecursionError as error:
        raise ValueError("the expression is nested too deep; make it simpler") from error


def build_compute(value: Expression, whole: Expression | None, unit: Unit) -> Callable[[FactSet], Value]:
    """Return what computes a measure: the expression's value, or its share of a whole."""

    def compute(facts: FactSet) -> Value:
        if unit == "text":
            return _as_text(value.evaluate(facts))
        part = _as_number(value.evaluate(facts))
        return part if whole is None else share(part, _as_number(whole.evaluate(facts)))

    return compute


def _as_number(found: object) -> float | int | Missing:
    if isinstance(found, Missing):
        return found
    if isinstance(found, int | float) and not isinstance(found, bool):
        return found
    what = "nothing" if found is None else f"a {type(found).__name__}"
    return Missing(f"the expression gives {what} where a number belongs", "undecidable")


def _as_text(found: object) -> Value:
    """Return a text; of several texts each distinct one, most frequent first, with its number where they differ."""
    if isinstance(found, Missing):
        return found
    values = found if isinstance(found, list) else [found]
    texts = [str(value) for value in values if isinstance(value, str | int | float) and not isinstance(value, bool)]
    if len(texts) < len(values) or not texts:
        return Missing("the expression gives no text", "undecidable")
    return distinct(texts)


class _Interpreter(TreeInterpreter):
    """Evaluates over facts as they are: no copy of ten thousand pods is made."""

    def __init__(self) -> None:
        super().__init__()
        self._steps = 0

    def visit(self, node: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # as in its base
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise _StopError(Missing("the expression takes too long on these facts", "undecidable"))
        result = super().visit(node, *args, **kwargs)
        if isinstance(result, list) and len(result) > MAX_ITEMS:
            raise _StopError(Missing("the expression makes a list that is too long", "undecidable"))
        return result

    def visit_field(self, node: Any, value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, msgspec.Struct):
            if node["value"] not in known_fields(type(value)):
                raise TypeError(f"{type(value).__name__} has no field {node['value']}")
            return _plain(getattr(value, node["value"]))
        return super().visit_field(node, value)

    def visit_comparator(self, node: Any, value: Any) -> Any:  # noqa: ANN401
        result = super().visit_comparator(node, value)
        if result is None:
            raise TypeError("< and > compare numbers, and one side is none")
        return result


def _plain(value: object) -> object:
    """Return a field as JMESPath knows values; a missing one ends the evaluation."""
    if isinstance(value, Reading):
        value = value.value
    if isinstance(value, Missing):
        raise _StopError(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return list(value) if isinstance(value, Sequence) and not isinstance(value, str) else value
