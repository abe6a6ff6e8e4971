"""Composition root of a site, whether of one cluster or of several: settings → editions → measures → tree."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from markupsafe import Markup

from kubefolio.claims import Ledger, check_claims
from kubefolio.collect import Progress, Warn, collect, fall_back, read_stand_in, silent
from kubefolio.edition import Edition, keep_table, load_edition, make_redactor
from kubefolio.errors import SettingsError, SnapshotError
from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet, cluster_of
from kubefolio.facts.fleet import Cluster, find_twins, unread
from kubefolio.facts.snapshot import read_snapshot
from kubefolio.language import speaking
from kubefolio.measures import CATALOGUE, Catalogue, Measurement, measure_all
from kubefolio.measures.fleet import measure_fleet
from kubefolio.pages.base import File, World
from kubefolio.render import render, render_across, render_assets, render_cluster
from kubefolio.settings import Settings, parse_duration
from kubefolio.views.fleet import describe_fleet_age, render_fleet_as_of, render_fleet_notices, site_of
from kubefolio.views.links import CLUSTERS, DATA, relative
from kubefolio.views.notice import Site, describe_age, lay_out_about

RenderCluster = Callable[[Cluster, Site, Ledger, Mapping[str, Measurement]], tuple[File, ...]]
NO_SNAPSHOT = Missing("the cluster's snapshot could not be read", "failed")


@dataclass(frozen=True)
class _Parts:
    """What was read of one cluster, before anything is left out."""

    name: str
    settings: Settings
    live: FactSet
    recorded: FactSet | None

    @property
    def shown(self) -> tuple[FactSet, ...]:
        return (self.live, self.recorded) if self.recorded else (self.live,)


def load_site(
    settings: Settings,
    now: datetime,
    progress: Progress = silent,
    *,
    catalogue: Catalogue = CATALOGUE,
    warn: Warn = silent,
) -> Edition:
    """Return the facts of a site: of its one cluster, or of each of several.

    Of several, one whose facts cannot be read does not stop the others: all its readings are Missing, with the reason.

    Raises:
        SnapshotError: as for one cluster; of several, a snapshot is the example or of another cluster.
        SettingsError: a source's address or secret is unusable, or two clusters are the same.
    """
    if not settings.clusters:
        return load_edition(settings, now, progress, catalogue=catalogue, warn=warn)

    def ask(own: Settings, name: str, tell: Warn) -> FactSet:
        return collect(own, now, lambda what: progress(f"{name}: {what}"), catalogue=catalogue, warn=tell)

    parts = [_read(settings, name, ask, warn) for name in settings.clusters]
    for one, other in find_twins((part.name, facts) for part in parts for facts in part.shown[-1:]):
        raise SettingsError(f"clusters: {one} and {other} are the same cluster; correct its context or its snapshot")
    if settings.edition == "private":
        return Edition(FactSet(), clusters=tuple(_cluster(part, part.shown, warn) for part in parts))
    redactor = make_redactor(settings, tuple(facts for part in parts for facts in part.shown), warn)
    redacted = {part.name: tuple(redactor.redact(facts) for facts in part.shown) for part in parts}
    keep_table(settings, redactor, warn)
    clusters = tuple(_cluster(part, redacted[part.name], warn) for part in parts)
    return Edition(FactSet(), redactor.known_values, clusters)


def _read(settings: Settings, name: str, ask: Callable[[Settings, str, Warn], FactSet], warn: Warn) -> _Parts:
    """Return what is known of one cluster, live or by its snapshot."""
    own = settings.of_cluster(name)

    def tell(text: str) -> None:
        warn(f"{name}: {text}")

    if own.sources.is_live:
        live = ask(own, name, tell)
        recorded = _tolerate(lambda: read_stand_in(own, live), tell)
    else:
        live = _tolerate(lambda: read_snapshot(Path(own.snapshot or "")), tell) or unread(NO_SNAPSHOT)
        recorded = None
    parts = _Parts(name, own, live, recorded)
    _refuse_strangers(parts, settings.clusters[name].id)
    return parts


def _tolerate(read: Callable[[], FactSet | None], tell: Warn) -> FactSet | None:
    """Return facts, or None where their file cannot be read, which is told and stops no other cluster."""
    try:
        return read()
    except SnapshotError as error:
        tell(str(error))
        return None


def _refuse_strangers(parts: _Parts, id_: str) -> None:
    """Refuse facts that are not of this cluster.

    Raises:
        SnapshotError: they are not.
    """
    for facts in parts.shown:
        if facts.example:
            raise SnapshotError(
                f"clusters: {parts.name}: is the built-in example, which is no cluster; record your own"
            )
        if id_ and (found := cluster_of(facts)) and found != id_:
            raise SnapshotError(f"clusters: {parts.name}: its facts are of the cluster {found}, not of {id_}")


def _cluster(parts: _Parts, shown: tuple[FactSet, ...], warn: Warn) -> Cluster:
    """Return a cluster with the facts of its edition, those of its snapshot where live ones failed."""
    facts = fall_back(shown[0], shown[1], lambda text: warn(f"{parts.name}: {text}")) if shown[1:] else shown[0]
    return Cluster(parts.name, facts, parse_duration(parts.settings.max_age), parts.settings.sources.is_live)


def describe_site_age(edition: Edition, site: Site) -> str:
    """Return what a build says of facts that are older than they should be, or nothing."""
    return describe_fleet_age(edition.clusters, site) if edition.clusters else describe_age(edition.facts, site)


def frame_site(edition: Edition, site: Site, page: str) -> tuple[Markup, Markup]:
    """Return what stands above and below a hand-written page at this address: notices, and the time of the facts."""
    if not edition.clusters:
        return lay_out_about(edition.facts, site, relative(page, DATA))
    return render_fleet_notices(edition.clusters, site, page), render_fleet_as_of(edition.clusters, page)


def measure_site(edition: Edition, catalogue: Catalogue) -> dict[str, Measurement]:
    """Return what pages and claims may ask for, by name: see `measure_fleet` for several clusters."""
    if not edition.clusters:
        return measure_all(edition.facts, catalogue)
    return measure_fleet({one.name: measure_all(one.facts, catalogue) for one in edition.clusters})


def render_site(
    edition: Edition, site: Site, ledger: Ledger, render_one: RenderCluster = render_cluster
) -> tuple[File, ...]:
    """Return every file of the generated tree, sorted by path.

    Args:
        edition: The facts.
        site: What the pages need to know besides.
        ledger: The claims.
        render_one: What returns the tree of one of several clusters; a cache may stand before it.

    Raises:
        LedgerError: a claim names a measure that is not there, or expects what it cannot be.
    """
    if not edition.clusters:
        return render(edition.facts, site, ledger)
    with speaking(site.language):
        return _render_clusters(edition, site, ledger, render_one)


def _render_clusters(edition: Edition, site: Site, ledger: Ledger, render_one: RenderCluster) -> tuple[File, ...]:
    taken = {one.name: measure_all(one.facts, site.catalogue) for one in edition.clusters}
    measured = measure_fleet(taken)
    check_claims(ledger, measured)
    trees = [render_one(one, site, ledger.about(one.name), taken[one.name]) for one in edition.clusters]
    files = (*render_across(edition.clusters, site, ledger, measured), *render_assets())
    return tuple(sorted((*files, *(file for tree in trees for file in tree)), key=lambda file: file.path))


def choose_cluster(edition: Edition, name: str | None) -> Cluster | None:
    """Return the cluster that a portfolio is about; None where there is a single one.

    Raises:
        SettingsError: there are several, and none of them is named; or one is, and there is a single one.
    """
    found = next((one for one in edition.clusters if one.name == name), None)
    if bool(edition.clusters or name) and not found:
        known = ", ".join(one.name for one in edition.clusters) or "none: leave it out"
        raise SettingsError(f"kubefolio/portfolio: cluster: name the one that it is about; there are {known}")
    return found


def build_world(
    edition: Edition, site: Site, ledger: Ledger, measured: Mapping[str, Measurement], cluster: str
) -> World:
    """Return what hand-written pages say of a cluster: of the one named where there are several."""
    chosen = choose_cluster(edition, cluster)
    if chosen is None:
        return World(edition.facts, site, ledger, taken=measured)
    return World(chosen.facts, site_of(chosen, site), ledger, taken=measured, root=f"{CLUSTERS}{chosen.name}/")
