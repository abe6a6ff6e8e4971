"""What the Prometheus operator is told to scrape."""

from __future__ import annotations

import msgspec

from kubefolio.facts.base import Untrusted
from kubefolio.facts.editions import Public
from kubefolio.facts.selector import Selector


class Monitor(msgspec.Struct, frozen=True):
    """A ServiceMonitor or a PodMonitor. Whether a Prometheus selects it is not known from it."""

    kind: Public[Untrusted]
    """ServiceMonitor or PodMonitor."""
    namespace: Public[Untrusted]
    name: Public[Untrusted]
    selector: Public[Selector]
    """Services, or pods, that it is for."""
    any_namespace: Public[bool]
    """It looks in every namespace."""
    namespaces: Public[tuple[Untrusted, ...]]
    """Namespaces that it looks in, sorted; empty for its own, unless it looks in any."""
