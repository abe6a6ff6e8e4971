"""What the number of etcd members means."""

from __future__ import annotations

from collections.abc import Mapping

from kubefolio.facts.base import Missing
from kubefolio.language import tr
from kubefolio.measures import Measurement


def describe_quorum(measured: Mapping[str, Measurement]) -> str | Missing:
    """Return in a sentence how many failures the control plane survives."""
    members = measured["etcd.members"].value
    tolerated = measured["etcd.failures_tolerated"].value
    if isinstance(members, Missing):
        return members
    if members == 1:
        return tr("One etcd member: if its node fails, the control plane is down until it is back.")
    if tolerated == 0:
        return tr("{count} etcd members: a majority needs both, so no failure is tolerated.", count=members)
    return tr(
        "{count} etcd members: the control plane survives the loss of {tolerated}.", count=members, tolerated=tolerated
    )
