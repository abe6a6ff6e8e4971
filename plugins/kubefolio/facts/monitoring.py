"""What the Prometheus operator is told to scrape."""

from __future__ import annotations

import msgspec

from kubefolio.facts.base import Untrusted
from kubefolio.facts.selector import Selector


class Monitor(msgspec.Struct, frozen=True):
    """A ServiceMonitor or a PodMonitor. Whether a Prometheus selects it is not known from it."""

    kind: Untrusted
    """ServiceMonitor or PodMonitor."""
    namespace: Untrusted
    name: Untrusted
    selector: Selector
    """Services, or pods, that it is for."""
    any_namespace: bool
    """It looks in every namespace."""
    namespaces: tuple[Untrusted, ...]
    """Namespaces that it looks in, sorted; empty for its own, unless it looks in any."""
