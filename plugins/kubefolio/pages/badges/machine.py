"""`facts.json`: every published measure, for machines. Its form is documented in the guide."""

from __future__ import annotations

import msgspec

from kubefolio.facts.base import Missing
from kubefolio.measures import Measurement
from kubefolio.pages.base import World

SCHEMA = 1
"""Version of the form; raised when a field changes its meaning or goes away."""


def encode_facts(world: World) -> str:
    """Return the text of the file: sorted, and one measure a line, so that it can be compared."""
    head = {"schema": SCHEMA, "example": world.facts.example, "as_of": world.observed_at}
    taken = sorted(world.measured.values(), key=lambda one: one.measure.id)
    lines = ",\n".join(f"    {_text(_describe(one))}" for one in taken)
    fields = "".join(f'  "{key}": {_text(value)},\n' for key, value in head.items())
    return f'{{\n{fields}  "measures": [\n{lines}\n  ]\n}}\n'


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _describe(taken: Measurement) -> dict[str, object]:
    missing = taken.value if isinstance(taken.value, Missing) else None
    return {
        "id": taken.measure.id,
        "title": taken.measure.title,
        "definition": taken.measure.definition,
        "unit": taken.measure.unit,
        "window": taken.measure.window or None,
        "value": None if missing else taken.value,
        "text": taken.text,
        "note": taken.note or None,
        "missing": missing.missing if missing else None,
        "cause": missing.cause if missing else None,
        "observed_at": taken.observed_at,
        "sources": sorted({origin.source for origin in taken.origins}),
        "from_snapshot": any(origin.from_snapshot for origin in taken.origins),
    }
