"""What machines may know about the facts of a site: `data/status.json`."""

from __future__ import annotations

import msgspec

from kubefolio import __version__
from kubefolio.facts.factset import observation_times
from kubefolio.pages.base import File, World
from kubefolio.problems import list_problems

STATUS = "data/status.json"


def build_files(world: World) -> tuple[File, ...]:
    """Return one JSON object: `oldest` and `latest` are the times of the facts, `max_age_s` the age of old ones."""
    times = observation_times(world.facts)
    known = {
        "generator": f"kubefolio {__version__}",
        "edition": world.site.edition,
        "example": world.facts.example,
        "oldest": times[0] if times else None,
        "latest": times[-1] if times else None,
        "max_age_s": int(world.site.max_age.total_seconds()),
        "problems": len(list_problems(world.facts)),
    }
    return (File(STATUS, msgspec.json.format(msgspec.json.encode(known)).decode() + "\n"),)
