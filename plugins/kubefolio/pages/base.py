"""What a page is made from, and what it becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, cached_property, partial

from markupsafe import Markup

from kubefolio.claims import NO_CLAIMS, Ledger, Verdict, check_claims
from kubefolio.facts.base import Missing
from kubefolio.facts.delivery import Application
from kubefolio.facts.factset import FactSet
from kubefolio.facts.merge import applications
from kubefolio.facts.workloads import Pod
from kubefolio.measures import Measurement, measure_all
from kubefolio.measures.belongings import Belongings, identify, index_belongings, index_pods
from kubefolio.measures.ownership import Key
from kubefolio.measures.protection import Protection
from kubefolio.measures.standard.score import Score, Scorecard
from kubefolio.pages.parts import Parts
from kubefolio.views.declared import Declared, Identity, index_declared
from kubefolio.views.links import DATA, application_pages, relative
from kubefolio.views.notice import Site, lay_out_about
from kubefolio.views.posture import ApplicationPosture, build_posture
from kubefolio.views.stack import Recognised, recognise_stack
from kubefolio.views.storage import Storage, Stored
from kubefolio.views.usage import Use, index_usage

NOT_SCORED = Missing("it holds other applications, or runs in another cluster", "undecidable")


@dataclass(frozen=True)
class World:
    """The facts of a site and what several pages derive from them, each derived once."""

    facts: FactSet
    site: Site = field(default_factory=Site)
    ledger: Ledger = NO_CLAIMS
    parts: Parts = field(default_factory=Parts, compare=False)
    taken: Mapping[str, Measurement] | None = None
    """What was measured, where it is known already or is not of these facts; None to measure these."""
    root: str = ""
    """Folder of the pages about these facts, as in `clusters/home/`, seen from the pages that are made."""

    @cached_property
    def measured(self) -> Mapping[str, Measurement]:
        """Every measure of the catalogue, by name."""
        return measure_all(self.facts, self.site.catalogue) if self.taken is None else self.taken

    @property
    def observed_at(self) -> datetime | None:
        """Return the time of the latest reading that gave facts; None when none did."""
        origins = (origin for one in (self.taken or {}).values() for origin in one.origins)
        return self.facts.observed_at or max((one.observed_at for one in origins if one.observed_at), default=None)

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The verdict on every claim of the site, in the order of the ledger."""
        return check_claims(self.ledger, self.measured)

    @cached_property
    def stack(self) -> tuple[Recognised, ...]:
        """The stack, recognised."""
        return recognise_stack(self.facts)

    @cached_property
    def declared(self) -> Mapping[Identity, Declared]:
        """What Git declares, by kind and name of the application."""
        return index_declared(self.facts)

    @cached_property
    def pods(self) -> Mapping[Key, tuple[Pod, ...]]:
        """The pods of each workload."""
        return index_pods(self.facts)

    @cached_property
    def _belongings(self) -> Mapping[Key, Belongings]:
        return index_belongings(self.facts, self.pods)

    def belongings(self, application: Application) -> Belongings:
        """Return what belongs to an application."""
        return self._belongings[identify(application)]

    @cached_property
    def _usage(self) -> Mapping[Key, tuple[Use, ...]]:
        return index_usage(self.facts, self.site.catalogue, self._belongings)

    def usage_of(self, application: Application) -> tuple[Use, ...]:
        """Return what an application used over a week: CPU, memory, network, restarts."""
        return self._usage[identify(application)]

    @cached_property
    def protection(self) -> Protection:
        """What protects workloads, looked up by the workload."""
        return Protection(self.facts)

    @cached_property
    def scorecard(self) -> Scorecard | Missing:
        """Every application held against the standard."""
        return self.site.catalogue.scorer(self.facts)

    def render_about(self, page: Page) -> tuple[Markup, Markup]:
        """Return what stands above and below a page about its data; pages as deep, of the same facts, share it."""
        return self._about(relative(page.address, DATA), page.needs or None)

    @cached_property
    def _about(self) -> Callable[[str, tuple[str, ...] | None], tuple[Markup, Markup]]:
        return cache(partial(lay_out_about, self.facts, self.site))

    def score(self, application: Application) -> Score | Missing:
        """Return how an application keeps the standard; Missing where it is not held against it."""
        if isinstance(self.scorecard, Missing):
            return self.scorecard
        return self.scorecard.by_key.get(identify(application)) or NOT_SCORED

    def posture(self, application: Application) -> ApplicationPosture | Missing:
        """Return what protects an application and how it is exposed; Missing where its workloads are not known."""
        return build_posture(self.facts, self.protection, application, self.belongings(application))

    @cached_property
    def storage(self) -> Storage:
        """What lies behind volume claims, looked up by the claim."""
        return Storage(self.facts)

    def storage_of(self, application: Application) -> tuple[Stored, ...] | Missing:
        """Return what an application stores, volume by volume; Missing where the claims were not read."""
        if isinstance(self.facts.volume_claims.value, Missing):
            return self.facts.volume_claims.value
        return tuple(self.storage.of(claim) for claim in self.belongings(application).claims)

    @cached_property
    def application_pages(self) -> dict[Application, str]:
        """Address of each application's page."""
        found = applications(self.facts)
        pages = application_pages(found) if isinstance(found, tuple) else {}
        return {one: f"{self.root}{address}" for one, address in pages.items()}


@dataclass(frozen=True)
class Page:
    """A page before it is laid out: where it goes, its template and what the template may name."""

    address: str
    """Like `applications/grafana/`; the file is its `index.md`."""
    template: str
    title: str
    description: str
    view: object
    needs: tuple[str, ...]
    """Fields of the FactSet that it shows: a snapshot that stands in for one of them is named on it."""
    hide: tuple[str, ...] = ()
    """Parts of the theme that this page goes without: navigation, toc."""


BuildPages = Callable[[World], tuple[Page, ...]]
"""What each page folder offers: its pages for a world."""


@dataclass(frozen=True)
class File:
    """A file of the generated tree."""

    path: str
    """Relative, with forward slashes."""
    content: str


@dataclass(frozen=True)
class Document(File):
    """A page of the generated tree, in its parts as well as in its text."""

    meta: Mapping[str, object]
    """What its front matter says."""
    body: str
    """Headings as Markdown writes them, each on a line of its own; all else is HTML."""


BuildFiles = Callable[[World], tuple[File, ...]]
"""What a page folder may offer besides: files for machines, such as JSON and badges."""
