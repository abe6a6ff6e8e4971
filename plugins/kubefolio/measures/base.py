"""What a measure is, and how it is taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from kubefolio.facts.base import Missing, Origin, Reading
from kubefolio.facts.factset import FactSet
from kubefolio.facts.metrics import Query
from kubefolio.language import localise, mark, tr

Unit = Literal["count", "cores", "bytes", "bytes_per_second", "ratio", "seconds", "minutes", "text"]
Value = int | float | str | Missing
Compute = Callable[[FactSet], Value]
Note = Callable[[FactSet], str]
Covered = Callable[[FactSet], timedelta | Missing]


@dataclass(frozen=True)
class Measure:
    """A named number with a published definition. The one place that number comes from."""

    id: str
    """Dotted name, as in `nodes.ready`; what macros, claims and badges use."""
    title: str
    definition: str
    """What is counted and what is not, in words for a reader."""
    unit: Unit
    needs: tuple[str, ...]
    """Fields of the FactSet that it is computed from: its origin."""
    compute: Compute
    optional: frozenset[str] = frozenset()
    """Fields of `needs` that the server may lack; when one is absent the rest is enough."""
    query: Query | None = None
    """What a metrics server is asked for it; None for what is computed from other facts."""
    window: str = ""
    """The time that the value covers, as in `30d`; empty for what is so at one moment."""
    note: Note | None = None
    """What a reader has to know of one value of it, such as that it covers less than its window."""
    covered: Covered | None = None
    """How much time there is data for behind one value of it; None for what covers its window, or has none."""


@dataclass(frozen=True)
class Measurement:
    """A measure taken once: its value, or why there is none, and where that came from."""

    measure: Measure
    value: Value
    origins: tuple[Origin, ...]
    note: str = ""
    """What a reader has to know of this value besides the definition; a whole sentence, or nothing."""
    covered: timedelta | Missing | None = None
    """How much time there is data for behind it; None where it covers its window, or has none."""
    doubt: str = ""
    """Why it may be of another time, or incomplete, so that nothing fails because of it; empty when it is sure."""

    @property
    def observed_at(self) -> datetime | None:
        """Return when the oldest of its origins was asked; None when none was."""
        return min((origin.observed_at for origin in self.origins if origin.observed_at), default=None)

    @property
    def text(self) -> str:
        """Return the value as a reader sees it, with its unit; "not measured" where it is missing."""
        return format_value(self.value, self.measure.unit)


def take(measure: Measure, facts: FactSet) -> Measurement:
    """Return a measure's value on these facts; a missing need makes it Missing with the need's reason."""
    readings: list[Reading[Any]] = [getattr(facts, field) for field in measure.needs]
    for field, reading in zip(measure.needs, readings, strict=True):
        value = reading.value
        if isinstance(value, Missing) and not (field in measure.optional and value.cause == "absent"):
            return Measurement(measure, value, (reading.origin,))
    origins = tuple(reading.origin for reading in readings if not isinstance(reading.value, Missing))
    return Measurement(
        measure,
        measure.compute(facts),
        origins,
        note=measure.note(facts) if measure.note else "",
        covered=measure.covered(facts) if measure.covered else None,
        doubt=_doubt(measure, facts, origins),
    )


def _doubt(measure: Measure, facts: FactSet, origins: tuple[Origin, ...]) -> str:
    """Return why a value is not surely that of now; of a measure of several queries, each of them counts."""
    answers = facts.queries.items if "queries" in measure.needs else ()
    asked = [one for one in answers if measure.query is None or one.id == measure.query.id]
    if any(origin.from_snapshot for origin in origins) or any(one.from_snapshot for one in asked):
        return mark("the live source could not be read, and the last snapshot stands in")
    warned = mark("the metrics server warned that its answer may be incomplete")
    return warned if any(one.warnings for one in asked) else ""


def total(values: Iterable[float | Missing]) -> float | Missing:
    """Return the sum, or the first Missing: a sum over what is not known would be too small."""
    known = list(values)
    missing = next((value for value in known if isinstance(value, Missing)), None)
    return missing or sum(value for value in known if not isinstance(value, Missing))


def share(part: float | Missing, whole: float | Missing) -> float | Missing:
    """Return part of whole as a ratio; Missing where either is, or where there is no whole."""
    if isinstance(part, Missing):
        return part
    if isinstance(whole, Missing):
        return whole
    return part / whole if whole else Missing("there is nothing to take a share of", "undecidable")


def format_value(value: Value, unit: Unit) -> str:
    """Return a value as text: grouped counts, binary bytes, ratios as per cent, cores as CPU."""
    if isinstance(value, Missing):
        return tr("not measured")
    if isinstance(value, str):
        return value
    return localise(_FORMATS.get(unit, _grouped)(value))


def _floor(value: float, digits: int) -> float:
    """Cut, never round up: 99.996 per cent must not be shown as 100."""
    factor = 10.0**digits
    return float(int(value * factor + 1e-9)) / factor


def _cores(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return tr("under {amount}", amount="0.01\u00a0CPU") if text == "0" and value > 0 else f"{text}\u00a0CPU"


def _seconds(value: float) -> str:
    return f"{value * 1000:.0f}\u00a0ms" if abs(value) < 1 else f"{value:,.1f}\u00a0s".replace(",", "\u202f")


def _bytes(value: float) -> str:
    for unit in ("B", "KiB", "MiB", "GiB", "TiB"):
        text = f"{value:.0f}" if unit in ("B", "KiB") else f"{value:.1f}"
        if abs(float(text)) < 1024:  # noqa: PLR2004  # the step between binary units
            return f"{text}\u00a0{unit}"
        value /= 1024
    return f"{value:.1f}\u00a0PiB"


def _grouped(value: float) -> str:
    return f"{value:,.0f}".replace(",", "\u202f")


def _ratio(value: float) -> str:
    return f"{_floor(value * 100, 2):.2f}\u00a0%"


def _bytes_per_second(value: float) -> str:
    return f"{_bytes(value)}/s"


def _minutes(value: float) -> str:
    return f"{value:,.1f}".replace(",", "\u202f").removesuffix(".0") + "\u00a0min"


_FORMATS: dict[Unit, Callable[[float], str]] = {
    "ratio": _ratio,
    "bytes": _bytes,
    "bytes_per_second": _bytes_per_second,
    "cores": _cores,
    "seconds": _seconds,
    "minutes": _minutes,
}
