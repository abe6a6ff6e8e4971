"""The order of delivery: Argo CD's hooks and sync waves, and Flux's `dependsOn`."""

from __future__ import annotations

from collections.abc import Sequence

from kubefolio.facts.base import Untrusted
from kubefolio.facts.repository import DeclaredApplication, WaveStep

Identity = tuple[str, str]
MAX_CHAIN = 100
PHASES = ("PreSync", "Sync", "PostSync", "SyncFail", "PostDelete")


def steps(applications: Sequence[DeclaredApplication]) -> tuple[WaveStep, ...]:
    """Return the steps in which each parent delivers its applications.

    Argo CD orders what one Application holds: first by phase, then by wave, 0 where none is set. Applications of an
    ApplicationSet, and those applied by hand, are not ordered by their waves, but say what their author meant: they are
    shown as steps too where a wave is set. Flux orders Kustomizations and HelmReleases by what they depend on.
    """
    found: list[WaveStep] = []
    known: dict[Identity, DeclaredApplication]
    known = {(a.kind, f"{a.own_namespace}/{a.name}"): a for a in applications if a.engine == "flux"}
    by_parent: dict[str, list[DeclaredApplication]] = {}
    for application in applications:
        by_parent.setdefault(f"{application.engine}:{application.parent}", []).append(application)
    for key, children in sorted(by_parent.items()):
        engine, _, parent = key.partition(":")
        groups = argo_groups(children) if engine == "argocd" else flux_groups(children, known)
        if len(groups) > 1:
            names = [(label, tuple(sorted(item.name for item in items))) for label, items in groups]
            found += [WaveStep(Untrusted(parent), at, Untrusted(label), who) for at, (label, who) in enumerate(names)]
    return tuple(sorted(found))


def argo_groups(children: Sequence[DeclaredApplication]) -> list[tuple[str, list[DeclaredApplication]]]:
    """Return applications grouped by phase and wave, in their order."""
    groups: dict[tuple[int, int], list[DeclaredApplication]] = {}
    for child in children:
        groups.setdefault((phase(child), child.sync_wave or 0), []).append(child)
    return [(label(*key), groups[key]) for key in sorted(groups)]


def phase(application: DeclaredApplication) -> int:
    """Return the place of an application's hook among the phases; of several the first counts."""
    hooks = [part.strip() for part in application.hook.split(",")]
    return min((PHASES.index(hook) for hook in hooks if hook in PHASES), default=PHASES.index("Sync"))


def label(at: int, wave: int) -> str:
    """Return the name of a step."""
    return f"wave {wave}" if PHASES[at] == "Sync" else f"{PHASES[at]}, wave {wave}"


def flux_groups(
    children: Sequence[DeclaredApplication], known: dict[Identity, DeclaredApplication]
) -> list[tuple[str, list[DeclaredApplication]]]:
    """Return Flux objects grouped by how long the longest chain of dependencies before them is."""
    depths: dict[Identity, int] = {}
    groups: dict[int, list[DeclaredApplication]] = {}
    for child in children:
        name = (child.kind, f"{child.own_namespace}/{child.name}")
        groups.setdefault(depth(name, known, depths, ()), []).append(child)
    return [
        ("first" if key == 0 else f"after {key} {'step' if key == 1 else 'steps'}", groups[key])
        for key in sorted(groups)
    ]


def depth(
    name: Identity, known: dict[Identity, DeclaredApplication], depths: dict[Identity, int], above: tuple[Identity, ...]
) -> int:
    """Return the length of the longest chain of dependencies; a circle is cut where it closes."""
    if name in depths:
        return depths[name]
    needs = [(name[0], need) for need in known[name].depends_on]
    needed = [need for need in needs if need in known and need not in (*above, name) and len(above) < MAX_CHAIN]
    depths[name] = max((depth(need, known, depths, (*above, name)) + 1 for need in needed), default=0)
    return depths[name]
