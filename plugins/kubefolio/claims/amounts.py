"""Numbers with units, as people write them in expectations, in the unit of the measure they are held against."""

from __future__ import annotations

import re
from decimal import Decimal

_AMOUNT = re.compile(r"([-+]?\d+(?:\.\d+)?)\s*([A-Za-z%]*)")
_FACTORS: dict[str, dict[str, Decimal]] = {
    "ratio": {"": Decimal(1), "%": Decimal("0.01")},
    "cores": {"": Decimal(1), "CPU": Decimal(1), "cores": Decimal(1)},
    "bytes": {
        "": Decimal(1),
        "B": Decimal(1),
        **{f"{prefix}iB": Decimal(1024**power) for power, prefix in enumerate("KMGTP", 1)},
        **{f"{prefix}B": Decimal(1000**power) for power, prefix in enumerate(("k", "M", "G", "T", "P"), 1)},
    },
}
_PLAIN = {"": Decimal(1)}


def parse_amount(text: str, unit: str) -> Decimal:
    """Return an amount such as `30`, `99.9 %` or `90 GiB` in a measure's unit.

    Raises:
        ValueError: it is no number, or its unit is not one of the measure's.
    """
    match = _AMOUNT.fullmatch(text.strip())
    if not match:
        raise ValueError(f"`{text}` is no number; write it as in 30 or 99.9 %")
    factors = _FACTORS.get(unit, _PLAIN)
    if match[2] not in factors:
        known = ", ".join(f"`{name}`" for name in factors if name)
        raise ValueError(
            f"`{text}`: the measure counts {unit}; {f'use one of {known}' if known else 'leave the unit out'}"
        )
    amount = Decimal(match[1]) * factors[match[2]]
    if unit == "ratio" and not match[2] and abs(amount) > 1:
        raise ValueError(f"`{text}`: the measure is a share; write {text} %")
    return amount


def exact(value: float) -> Decimal:
    """Return a measured number as the decimal that it prints as, so that 0.999 is not a little less than 99.9 %."""
    return Decimal(repr(value))
