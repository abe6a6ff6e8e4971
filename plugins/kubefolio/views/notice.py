"""What every page says about its facts: whose they are, how old, and where a snapshot stands in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from kubefolio.facts.factset import FactSet, observation_times, readings
from kubefolio.gate import Exempt
from kubefolio.language import ENGLISH, Language, tr, trn
from kubefolio.measures import CATALOGUE, Catalogue
from kubefolio.views.encode import format_time, sentence


@dataclass(frozen=True)
class Site:
    """What a page needs to know besides the facts."""

    edition: str = "public"
    now: datetime | None = None
    """Time of the build; None leaves out what depends on it."""
    max_age: timedelta = timedelta(hours=24)
    catalogue: Catalogue = CATALOGUE
    """What is measured: our measures and the owner's."""
    badges: tuple[str, ...] | None = None
    """Measures that have a badge; None for those that every site has."""
    language: str | Language = ENGLISH
    """What its pages are written in, as `theme.language` says it."""
    cluster: str = ""
    """Which of several clusters the pages are about; empty where there is one, and for pages across them."""
    exceptions: tuple[Exempt, ...] | None = None
    """What the gate is told to let through; None where no gate looks at the site."""

    @property
    def is_private(self) -> bool:
        """Tell whether this is the edition that its owner alone reads."""
        return self.edition == "private"


def build_notices(facts: FactSet, site: Site, needs: tuple[str, ...] | None = None) -> tuple[Markup, ...]:
    """Return the sentences that stand above a page.

    Args:
        facts: All facts.
        site: The time of the build and the age that counts as old.
        needs: Fields that the page shows; None means any of them.
    """
    notices = []
    if facts.example:
        notices.append(sentence("This is the built-in example: an invented cluster, not a real one."))
    stand_ins = {
        reading.origin.source: reading.origin
        for name, reading in readings(facts)
        if reading.origin.from_snapshot and (needs is None or name in needs)
    }
    for source, origin in sorted(stand_ins.items()):
        when = origin.observed_at or sentence("an unknown time")
        notices.append(
            sentence(
                "The live {source} source could not be read; facts of {time} from the last snapshot stand in.",
                source=source,
                time=when,
            )
        )
    if (needs is None or "queries" in needs) and any(result.from_snapshot for result in facts.queries.items):
        notices.append(sentence("Some live queries failed; their answers from the last snapshot stand in."))
    if not facts.example and (age := _age(facts, site, needs)) is not None:
        notices.append(sentence("These facts are {age} old.", age=age))
    return tuple(notices)


def describe_age(facts: FactSet, site: Site) -> str:
    """Return what a build says of facts that are older than they should be, or nothing; the example has no age."""
    age = None if facts.example else _age(facts, site, None)
    return f"the oldest facts are {age} old, more than max_age allows; collect them again, or raise it" if age else ""


def _age(facts: FactSet, site: Site, needs: tuple[str, ...] | None) -> str | None:
    """Return the age of the oldest facts in words when they are older than they should be."""
    times = observation_times(facts, needs)
    if not times or site.now is None or site.now - times[0] <= site.max_age:
        return None
    minutes = int((site.now - times[0]).total_seconds()) // 60
    if minutes >= 2 * _DAY_MIN:
        return trn("{count} day", "{count} days", minutes // _DAY_MIN)
    if minutes >= 2 * _HOUR_MIN:
        return trn("{count} hour", "{count} hours", minutes // _HOUR_MIN)
    return trn("{count} minute", "{count} minutes", minutes) if minutes > 1 else tr("more than a minute")


_HOUR_MIN, _DAY_MIN = 60, 24 * 60


def lay_out_notices(sentences: tuple[Markup, ...], about: str) -> Markup:
    """Return sentences as the block above a page, or nothing where there are none; `about` is a link to the details."""
    if not sentences:
        return Markup()
    link = Markup('<a href="{}">{}</a>').format(about, sentence("About this data"))
    text = Markup(" ").join(sentences)
    return Markup('<aside class="kf-notice" data-search-exclude aria-label="{}">{} {}</aside>').format(
        sentence("About the data"), text, link
    )


def lay_out_about(facts: FactSet, site: Site, link: str, needs: tuple[str, ...] | None = None) -> tuple[Markup, Markup]:
    """Return the block above a page, and the line below it that says from when to when its facts were observed.

    Args:
        facts: All facts.
        site: The time of the build and the age that counts as old.
        link: The way from the page to the one about the data.
        needs: Fields that the page shows; None means any of them.
    """
    above = lay_out_notices(build_notices(facts, site, needs), link)
    return above, lay_out_times(observation_times(facts, needs), link)


def lay_out_times(times: tuple[datetime, ...], link: str) -> Markup:
    """Return times, oldest first, as the line below a page, or nothing where there are none."""
    if not times:
        return Markup()
    oldest, latest = format_time(times[0]), format_time(times[-1])
    when = oldest if oldest == latest else sentence("{first} to {last}", first=oldest, last=latest)
    return Markup('<p class="kf-as-of" data-search-exclude>{} <a href="{}">{}</a></p>').format(
        sentence("As of {time}.", time=when), link, sentence("Where these facts come from")
    )
