"""What hand-written Markdown may ask for through macros: measures and facts that print themselves safely."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping

from markupsafe import Markup

from kubefolio.errors import PageError
from kubefolio.facts.base import Missing, Reading
from kubefolio.facts.factset import FactSet
from kubefolio.language import tr
from kubefolio.measures import Measurement
from kubefolio.views.encode import printable


def find_measurement(measured: Mapping[str, Measurement], name: str) -> Measurement:
    """Return a measure by name.

    Raises:
        PageError: there is no such measure; the message names the closest ones.
    """
    if name in measured:
        return measured[name]
    close = difflib.get_close_matches(name, measured, n=3)
    hint = f"; did you mean {' or '.join(close)}?" if close else "; the page Measures lists them all"
    raise PageError(f"measure({name!r}): there is no such measure{hint}")


class Printed:
    """A value from the facts, for templates of the macros plugin: it can be walked, compared and printed, encoded.

    The macros plugin has no sandbox, so nothing that a template prints may be a plain string from outside.
    """

    __slots__ = ("_value",)

    def __init__(self, value: object) -> None:
        """Wrap a value; a reading is taken as the facts in it."""
        self._value = value.value if isinstance(value, Reading) else value

    def __getattr__(self, name: str) -> Printed:
        """Return a field of a fact."""
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return Printed(getattr(self._value, name))
        except AttributeError:
            raise AttributeError(f"facts have no field {name!r} here") from None

    def __iter__(self) -> Iterator[Printed]:
        """Walk over facts; what is missing cannot be walked over, since nothing would look like none."""
        if isinstance(self._value, tuple):
            return (Printed(value) for value in self._value)
        raise PageError(f"facts: this cannot be walked over: {self._reason()}; ask first with {{% if facts.… %}}")

    def __len__(self) -> int:
        """Return how many facts there are; what is missing cannot be counted and is never zero."""
        if isinstance(self._value, tuple):
            return len(self._value)
        raise PageError(f"facts: this cannot be counted: {self._reason()}; use measure(…), which says so on the page")

    def _reason(self) -> str:
        return self._value.missing if isinstance(self._value, Missing) else "it is not a list"

    def __bool__(self) -> bool:
        """Tell whether there is a value, and it is not empty."""
        return not isinstance(self._value, Missing) and bool(self._value)

    def __eq__(self, other: object) -> bool:
        """Compare the value itself."""
        return bool(self._value == (other._value if isinstance(other, Printed) else other))

    def __hash__(self) -> int:
        """Return the value's hash."""
        return hash(self._value)

    def __str__(self) -> str:
        """Return the encoded text; a list as its items with commas."""
        if isinstance(self._value, tuple):
            return ", ".join(str(Printed(value)) for value in self._value)
        if isinstance(self._value, bool):
            return tr("yes") if self._value else tr("no")
        return str(printable(self._value))

    __html__ = __str__


def facts_for_prose(facts: FactSet) -> Printed:
    """Return the facts for templates: `facts.nodes`, and of each node its fields."""
    return Printed(facts)


class MeasureInProse:
    """A measure in a template: prints its value; `.text` is plain, for headings."""

    def __init__(self, taken: Measurement) -> None:
        """Keep both forms."""
        self.text = str(printable(taken.text))
        self._html = printable(taken)

    def __str__(self) -> str:
        """Return it as it stands in a page."""
        return str(self._html)

    def __html__(self) -> Markup:
        """Return it as it stands in a template that escapes."""
        return self._html
