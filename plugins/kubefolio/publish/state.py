"""What the builder did last: as JSON, as a page for people, and as metrics for Prometheus."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal

import msgspec
from markupsafe import Markup
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

Result = Literal["published", "unchanged", "failed", "stopped"]
RESULTS: tuple[Result, ...] = ("published", "unchanged", "failed", "stopped")


class State(msgspec.Struct, kw_only=True):
    """The builder's memory. Only the builder changes it; the server reads it whenever it is asked."""

    into: str
    """The folder that is served."""
    max_age_s: float = 24 * 3600
    """Facts older than this are called old, in seconds."""
    generation: str | None = None
    """Id of the generation that is served; None before the first."""
    building: bool = False
    last_attempt_at: datetime | None = None
    last_success_at: datetime | None = None
    last_duration_s: float | None = None
    """How long the last build took, good or bad, in seconds."""
    last_result: Result | None = None
    last_failure: str = ""
    """Why the last build failed; empty when it did not."""
    problems: tuple[str, ...] = ()
    """Lines in which the last build said what is wrong."""
    oldest_fact_at: datetime | None = None
    """Time of the oldest fact on the pages that are served; None when the site does not say."""
    next_build_at: datetime | None = None
    builds: dict[str, int] = msgspec.field(default_factory=lambda: dict.fromkeys(RESULTS, 0))
    """How many builds ended how, since the builder started."""

    def data_age_s(self, now: datetime) -> float | None:
        """Return how old the oldest fact is, in seconds."""
        return (now - self.oldest_fact_at).total_seconds() if self.oldest_fact_at else None

    def is_old(self, now: datetime) -> bool:
        """Tell whether the facts are older than they should be."""
        age_s = self.data_age_s(now)
        return age_s is not None and age_s > self.max_age_s


def as_json(state: State, now: datetime) -> bytes:
    """Return the state, with the age of the data worked out."""
    known = msgspec.to_builtins(state) | {"data_age_s": state.data_age_s(now), "data_is_old": state.is_old(now)}
    return msgspec.json.format(msgspec.json.encode(known)) + b"\n"


def as_metrics(state: State, now: datetime) -> bytes:
    """Return the state in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Collector(state, now))
    return generate_latest(registry)


class _Collector(Collector):
    def __init__(self, state: State, now: datetime) -> None:
        self._state, self._now = state, now

    def collect(self) -> Iterator[Metric]:
        state = self._state
        builds = CounterMetricFamily("kubefolio_publish_builds", "Builds that ended, by result.", labels=["result"])
        for result, count in state.builds.items():
            builds.add_metric([result], count)
        yield builds
        for name, help_text, value in (
            ("last_attempt_timestamp_seconds", "When the last build began.", _seconds(state.last_attempt_at)),
            ("last_success_timestamp_seconds", "When the last good build ended.", _seconds(state.last_success_at)),
            ("duration_seconds", "How long the last build took.", state.last_duration_s),
            ("problems", "Lines in which the last build said what is wrong.", len(state.problems)),
            ("building", "1 while a build runs.", int(state.building)),
            (
                "data_timestamp_seconds",
                "When the oldest fact that is served was observed.",
                _seconds(state.oldest_fact_at),
            ),
            ("data_age_seconds", "How old the oldest fact that is served is.", state.data_age_s(self._now)),
            ("data_max_age_seconds", "The age from which facts are called old.", state.max_age_s),
        ):
            if value is not None:
                yield GaugeMetricFamily(f"kubefolio_publish_{name}", help_text, value=value)


def _seconds(time: datetime | None) -> float | None:
    return time.timestamp() if time else None


_PAGE = Markup("""\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>
<body>
<h1>{title}</h1>
<table>{rows}</table>
{problems}
<p>The same <a href="state.json">as JSON</a> and <a href="metrics">for Prometheus</a>.</p>
</body>
</html>
""")


def as_page(state: State, now: datetime) -> bytes:
    """Return a page that says how old the data is, and what happened last."""
    rows = (
        ("Generation", state.generation or "none yet"),
        ("Oldest fact", _moment(state.oldest_fact_at, now)),
        ("Last good build", _moment(state.last_success_at, now)),
        ("Last build", f"{state.last_result or 'none yet'}, {_moment(state.last_attempt_at, now)}"),
        ("It took", "not known" if state.last_duration_s is None else f"{state.last_duration_s:.1f} s"),
        ("Why it failed", state.last_failure or "it did not"),
        ("Now", "building" if state.building else "waiting"),
        (
            "Next build",
            "not planned" if state.next_build_at is None else f"{state.next_build_at:%Y-%m-%d %H:%M:%S} UTC",
        ),
    )
    table = Markup().join(Markup('<tr><th scope="row">{}</th><td>{}</td></tr>').format(*row) for row in rows)
    lines = Markup().join(Markup("<li>{}</li>").format(line) for line in state.problems)
    problems = Markup("<h2>What the last build said is wrong</h2><ul>{}</ul>").format(lines) if lines else Markup()
    return _PAGE.format(title=_title(state, now), rows=table, problems=problems).encode()


def _title(state: State, now: datetime) -> str:
    age_s = state.data_age_s(now)
    if state.generation is None:
        return "Nothing is published yet"
    if age_s is None:
        return "The site does not say how old its facts are"
    old = ": older than they should be" if state.is_old(now) else ""
    return f"The facts on the site are {in_words(age_s)} old{old}"


def _moment(time: datetime | None, now: datetime) -> str:
    if time is None:
        return "not known"
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC, {in_words((now - time).total_seconds())} ago"


def in_words(seconds: float) -> str:
    """Return a span of time in the largest unit of which there are two."""
    for unit, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{int(seconds / length)} {unit}"
    return f"{max(0, int(seconds))} seconds"
