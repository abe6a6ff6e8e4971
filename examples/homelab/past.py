"""Earlier moments of the invented cluster, for its history: `python -m examples.homelab.past`.

What is so now is read from the snapshot; what was otherwise then is invented below, like all of this cluster.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec

from kubefolio.collect import read_example
from kubefolio.portfolio.states import State, encode_state, take_state

HISTORY = Path(__file__).parent / "history.jsonl"

PAST: tuple[tuple[str, dict[str, str]], ...] = (
    ("2026-06-07", {"Talos Linux": "1.13.1", "Grafana": "13.0.2"}),
    ("2026-07-19", {"Kubernetes": "v1.34.2", "Cilium": "v1.19.4", "Argo CD": "v3.4.1"}),
    ("2026-08-16", {"Kubernetes": "v1.34.4", "Cilium": "v1.20.0", "Grafana": "13.1.0"}),
    ("2026-09-20", {"Talos Linux": "1.13.2", "Longhorn": "v1.12.0"}),
    ("2026-10-25", {"Kubernetes": "v1.34.6", "Talos Linux": "1.13.3", "Prometheus": "v3.9.0"}),
)
"""Day and what ran in another version then; of what a day does not name, the version of the next day is taken."""
FIRST_SEEN = {"forgejo": "2026-07-24", "authentik": "2026-08-12", "cloudflared": "2026-09-14", "longhorn": "2026-06-03"}
"""Applications that were not there on an earlier day."""
GONE = {"miniflux": ("2026-08-16", "miniflux/miniflux:2.2.9")}
"""Applications that were there up to a day, and their version."""


def list_states() -> list[State]:
    """Return the history, oldest first; the last is the snapshot."""
    now = take_state(read_example())
    if now is None or now.components is None or now.applications is None:
        raise ValueError("the snapshot of the example has nothing to take")
    states, later = [now], dict[str, str]()
    for day, versions in reversed(PAST):
        later = {**later, **versions}
        states.insert(0, _then(now, day, later))
    return states


def _then(now: State, day: str, versions: dict[str, str]) -> State:
    applications = {name: is_at for name, is_at in (now.applications or {}).items() if FIRST_SEEN.get(name, "") <= day}
    applications |= {name: was_at for name, (last, was_at) in GONE.items() if day <= last}
    return msgspec.structs.replace(
        now,
        at=datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=UTC),
        kubernetes=versions["Kubernetes"],
        components={**(now.components or {}), **{name: at for name, at in versions.items() if name != "Kubernetes"}},
        applications=applications,
    )


if __name__ == "__main__":
    HISTORY.write_bytes(b"".join(encode_state(state) + b"\n" for state in list_states()))
