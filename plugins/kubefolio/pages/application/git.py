"""What Git says of an application, beside what the cluster shows of it."""

from __future__ import annotations

from datetime import datetime

from kubefolio.facts.base import Missing
from kubefolio.facts.delivery import Application
from kubefolio.language import tr
from kubefolio.pages.base import World
from kubefolio.views.declared import find_declared
from kubefolio.views.drift import Comparison, compare
from kubefolio.views.source import short_revision


def build_declaration(world: World, application: Application) -> tuple[tuple[str, str], ...] | Missing:
    """Return what Git declares of it, as rows of a table."""
    reading = world.facts.declared_applications.value
    if isinstance(reading, Missing):
        return reading
    found = find_declared(world.declared, application)
    if found is None:
        return Missing("no root of the repository leads to an application of this kind and name", "absent")
    history = found.history
    rows = (
        (tr("Declared in"), found.place),
        (tr("By"), str(found.application.parent)),
        (tr("Commits"), f"{history.commits}" if history else ""),
        (tr("Not known from Git"), " ".join(found.application.unknown)),
    )
    return tuple((name, value) for name, value in rows if value)


def build_comparison(world: World, application: Application) -> tuple[Comparison, ...]:
    """Return declared and observed side by side; nothing where Git does not declare it."""
    found = find_declared(world.declared, application)
    if found is None:
        return ()
    one, wave = found.application, found.application.sync_wave
    targets = ", ".join(dict.fromkeys(str(source.revision) for source in one.sources if source.revision))
    commits = ", ".join(repository.commit[:7] for repository in world.facts.repository.items)
    namespace, observed_wave = str(one.namespace), str(application.sync_wave) if application.engine == "argocd" else ""
    return (
        Comparison(
            tr("revision"),
            f"{targets} ({commits})" if targets else commits,
            short_revision(application.revision),
            differs=False,
        ),
        Comparison(tr("namespace"), namespace, str(application.destination_namespace), differs=False),
        Comparison(
            tr("sync wave"),
            "" if wave is None else str(wave),
            observed_wave,
            differs=str(wave or 0) != (observed_wave or "0"),
        ),
        *compare(found, application, world.belongings(application).workloads),
    )


def build_commits(world: World, application: Application) -> tuple[tuple[datetime, str], ...]:
    """Return the last commits that touched it: by their messages, or where those are not shown by their ids."""
    found = find_declared(world.declared, application)
    commits = found.history.last if found and found.history else ()
    return tuple((one.committed_at, one.subject or str(one.id)[:7]) for one in commits)
