"""What machines may know about the facts of a site: `data/status.json`."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kubefolio import __version__
from kubefolio.facts.factset import observation_times
from kubefolio.facts.fleet import Fleet
from kubefolio.pages.base import File, World
from kubefolio.problems import list_problems
from kubefolio.views.fleet import list_times
from kubefolio.views.notice import Site

STATUS = "data/status.json"


def build_files(world: World) -> tuple[File, ...]:
    """Return one JSON object: `oldest` and `latest` are the times of the facts, `max_age_s` the age of old ones."""
    facts = world.facts
    return _status(world.site, observation_times(facts), len(list_problems(facts)), example=facts.example)


def status_of_fleet(fleet: Fleet, site: Site) -> tuple[File, ...]:
    """Return the same of several clusters together."""
    problems = sum(len(list_problems(one.facts)) for one in fleet)
    return _status(site, list_times(fleet), problems, example=False)


def _status(site: Site, times: tuple[datetime, ...], problems: int, *, example: bool) -> tuple[File, ...]:
    known = {
        "generator": f"kubefolio {__version__}",
        "edition": site.edition,
        "example": example,
        "oldest": times[0] if times else None,
        "latest": times[-1] if times else None,
        "max_age_s": int(site.max_age.total_seconds()),
        "problems": problems,
    }
    return (File(STATUS, msgspec.json.format(msgspec.json.encode(known)).decode() + "\n"),)
