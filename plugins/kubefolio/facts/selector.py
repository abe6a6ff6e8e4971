"""Label selectors: what a policy, a budget or a monitor is for."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from kubefolio.facts.base import Untrusted
from kubefolio.facts.editions import Public


class Requirement(msgspec.Struct, frozen=True):
    """One of a selector's `matchExpressions`."""

    key: Public[Untrusted]
    operator: Public[Untrusted]
    """In, NotIn, Exists or DoesNotExist."""
    values: Public[tuple[Untrusted, ...]]

    def holds(self, labels: Mapping[Untrusted, Untrusted]) -> bool:
        """Tell whether labels meet the requirement, as Kubernetes reads it."""
        match self.operator:
            case "In":
                return labels.get(self.key) in self.values
            case "NotIn":
                return labels.get(self.key) not in self.values
            case "Exists":
                return self.key in labels
            case "DoesNotExist":
                return self.key not in labels
            case _:
                return False


class Selector(msgspec.Struct, frozen=True):
    """A label selector."""

    match_labels: Public[tuple[tuple[Untrusted, Untrusted], ...]] = ()
    """Sorted."""
    expressions: Public[tuple[Requirement, ...]] = ()
    """In the order of the object."""

    @property
    def selects_all(self) -> bool:
        """Tell whether it is the empty selector, which selects everything."""
        return not self.match_labels and not self.expressions

    def selects(self, labels: Mapping[Untrusted, Untrusted]) -> bool:
        """Tell whether it selects an object with these labels."""
        return all(labels.get(key) == value for key, value in self.match_labels) and all(
            one.holds(labels) for one in self.expressions
        )
