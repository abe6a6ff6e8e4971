"""Amounts of CPU, memory and disk (`250m`, `32621420Ki`) as facts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kubefolio.facts.base import Missing
from kubefolio.facts.cluster import NOT_STATED, Resources
from kubefolio.sources.kubernetes.client import parse_quantity

Amounts = Mapping[str, str | int | float]
"""Resource name to quantity, as in `requests` or `capacity`."""


def parse_amount(amounts: Amounts, key: str) -> Decimal | None:
    """Return one amount in its base unit (cores, bytes, pieces), or None where it is not stated."""
    return parse_quantity(str(amounts[key])) if key in amounts else None


def parse_bytes(amounts: Amounts, key: str = "storage") -> int | Missing:
    """Return one amount in bytes."""
    amount = parse_amount(amounts, key)
    return NOT_STATED if amount is None else int(amount)


def parse_resources(amounts: Amounts) -> Resources:
    """Return the amounts that an object states; what it does not state is Missing, never zero."""
    cpu, pods = parse_amount(amounts, "cpu"), parse_amount(amounts, "pods")
    return Resources(
        cpu_cores=NOT_STATED if cpu is None else float(cpu),
        memory_bytes=parse_bytes(amounts, "memory"),
        ephemeral_storage_bytes=parse_bytes(amounts, "ephemeral-storage"),
        pods=NOT_STATED if pods is None else int(pods),
    )
