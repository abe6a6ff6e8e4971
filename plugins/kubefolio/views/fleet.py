"""What is known of each of several clusters, in a word, and what pages across them say of their facts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from markupsafe import Markup

from kubefolio.facts.factset import observation_times
from kubefolio.facts.fleet import Cluster, Fleet
from kubefolio.problems import failed_sources, list_problems
from kubefolio.views.encode import encode, sentence
from kubefolio.views.links import CLUSTERS, relative
from kubefolio.views.notice import Site, build_notices, describe_age, lay_out_notices, lay_out_times
from kubefolio.views.tone import State

DOWN = State("Could not be read", "bad")
STANDS_IN = State("Down, its snapshot stands in", "bad")
PARTLY = State("Partly read", "warn")
SNAPSHOT = State("Snapshot", "good")
LIVE = State("Live", "good")


def state_of(cluster: Cluster) -> State:
    """Return how much is known of a cluster, and whether it was asked itself."""
    facts = cluster.facts
    if "kubernetes" in failed_sources(facts) or not observation_times(facts):
        return DOWN
    if facts.version.origin.from_snapshot:
        return STANDS_IN
    if list_problems(facts):
        return PARTLY
    return LIVE if cluster.is_live else SNAPSHOT


def site_of(cluster: Cluster, site: Site) -> Site:
    """Return what the pages of one cluster need to know besides its facts."""
    return replace(site, cluster=cluster.name, max_age=cluster.max_age)


def build_fleet_notices(fleet: Fleet, site: Site) -> tuple[Markup, ...]:
    """Return the sentences that stand above a page across clusters, each with the name of its cluster."""
    return tuple(sentence for cluster in fleet for sentence in _of_one(cluster, site))


def _of_one(cluster: Cluster, site: Site) -> list[Markup]:
    sentences = list(build_notices(cluster.facts, site_of(cluster, site)))
    if state_of(cluster) is DOWN:
        sentences.append(sentence("The cluster could not be read."))
    return [Markup("{}: {}").format(encode(cluster.name), one) for one in sentences]


def list_times(fleet: Fleet) -> tuple[datetime, ...]:
    """Return when each reading of each cluster that gave facts was taken, oldest first."""
    return tuple(sorted(time for cluster in fleet for time in observation_times(cluster.facts)))


def render_fleet_notices(fleet: Fleet, site: Site, page: str) -> Markup:
    """Return the block that stands above a page at this address, or nothing."""
    return lay_out_notices(build_fleet_notices(fleet, site), relative(page, CLUSTERS))


def render_fleet_as_of(fleet: Fleet, page: str) -> Markup:
    """Return the line that stands below a page: from when to when all facts were observed."""
    return lay_out_times(list_times(fleet), relative(page, CLUSTERS))


def describe_fleet_age(fleet: Fleet, site: Site) -> str:
    """Return what a build says of clusters whose facts are older than they should be, or nothing."""
    ages = ((one.name, describe_age(one.facts, site_of(one, site))) for one in fleet)
    return "; ".join(f"{name}: {age}" for name, age in ages if age)


def name_page(site: Site, title: str) -> str:
    """Return a page's title with the name of its cluster, where there are several."""
    return f"{title} ({site.cluster})" if site.cluster and title != site.cluster else title


def render_suffix(site: Site, title: str) -> Markup:
    """Return the same for the heading of the page, or nothing."""
    return encode(name_page(site, title).removeprefix(title))


def render_way_back(site: Site, page: str) -> Markup:
    """Return the line that says which of several clusters a page is about, and leads to its first page and to all."""
    if not site.cluster:
        return Markup()
    first = relative(page, "")
    return Markup('<p class="kf-cluster" data-search-exclude><a href="{}../">{}</a> / <a href="{}">{}</a></p>').format(
        first, sentence("Clusters"), first, encode(site.cluster)
    )
