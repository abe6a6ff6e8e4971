"""Build when it is time, publish what is good, keep what was good when it is not, and end cleanly at any moment."""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from kubefolio.errors import PublishError
from kubefolio.publish.build import BuildError, StopRequested, run_command
from kubefolio.publish.compress import compress_site
from kubefolio.publish.generations import About, Generations
from kubefolio.publish.hashed import hash_addresses
from kubefolio.publish.state import Result, State

STATUS_FILE = "data/status.json"
"""What a site of ours says about its facts, for machines."""

_TICK_S = 0.2
_JITTER = 0.1
"""The interval varies by this share, so that the builders of many sites do not ask at the same moment."""


class Status(msgspec.Struct, frozen=True):
    """The part of `data/status.json` that matters here."""

    oldest: datetime | None = None
    max_age_s: float = 24 * 3600


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What to build, and when."""

    config: Path
    """The `mkdocs.yml`; where a part of its path is a symbolic link, each build follows it once, at its beginning."""
    into: Path
    commands: tuple[tuple[str, ...], ...]
    """What makes the site and what checks it, in order; `{config}` and `{site}` are put in."""
    checks: tuple[tuple[str, ...], ...] = ()
    """What is asked of the finished site, after its files were given hashed names."""
    interval: timedelta | None = timedelta(minutes=10)
    """Time between builds; None builds only when asked."""
    triggers: tuple[Path, ...] = ()
    """Files, folders or links; a change of one asks for a build."""
    debounce: timedelta = timedelta(seconds=5)
    """How long nothing may have changed before a build begins that a change asked for."""
    keep: int = 3
    timeout: timedelta = timedelta(minutes=30)
    """The longest that one command may take."""


MKDOCS = (sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", "{config}", "--site-dir", "{site}")
GATE = (sys.executable, "-m", "kubefolio", "gate", "--no-pages", "--allow-private", "--config", "{config}", "{site}")
"""Asks whether something private is in a public site; which pages must be there, the gate of the build has asked."""


@dataclass
class Publisher:
    """One builder of one folder."""

    plan: Plan
    say: Callable[[str], None]
    generations: Generations = field(init=False)
    state: State = field(init=False)
    _stop: threading.Event = field(default_factory=threading.Event)
    _asked: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Start with what is known of the generation that is served."""
        self.generations = Generations(self.plan.into)
        self.state = State(into=str(self.plan.into))

    def stop(self) -> None:
        """Ask to end; safe to call from a signal handler and from other threads."""
        self._stop.set()

    def ask_for_build(self) -> None:
        """Ask for a build; safe to call from a signal handler and from other threads."""
        self._asked.set()

    def check(self) -> None:
        """Raise when it is time to end."""
        if self._stop.is_set():
            raise StopRequested

    def run_once(self) -> bool:
        """Build once; tell whether a good generation came of it.

        Raises:
            PublishError: another builder is at work, or the folder cannot be written.
        """
        with self.generations.locked() as lock:
            self._remember()
            return self._attempt(lock) in {"published", "unchanged"}

    def run(self) -> bool:
        """Build now, and again whenever it is time, until told to stop; being told to is a good end.

        Raises:
            PublishError: another builder is at work, or the folder cannot be written.
        """
        with self.generations.locked() as lock:
            self._remember()
            while not self._stop.is_set():
                seen = self._seen()
                self._asked.clear()
                self._attempt(lock)
                self._wait(seen)
        return True

    def _remember(self) -> None:
        """Take up what is known of the generation that is served."""
        current = self.generations.current()
        if current:
            about = self.generations.about(current)
            self.state.generation, self.state.last_success_at = current, about.built_at
            self.state.oldest_fact_at, self.state.max_age_s = about.oldest_fact_at, about.max_age_s

    def _attempt(self, lock: int) -> Result:
        """Build, and write down how it went. Whatever fails, the generation that is served stays."""
        state, began = self.state, time.monotonic()
        state.building, state.last_attempt_at, state.next_build_at = True, datetime.now(UTC), None
        problems: tuple[str, ...] = ()
        failure = ""
        result: Result = "failed"
        try:
            result = self._build(lock)
            state.last_success_at = datetime.now(UTC)
        except StopRequested:
            result = "stopped"
        except (PublishError, OSError) as error:
            failure = str(error)
            problems = error.problems if isinstance(error, BuildError) else ()
        state.building, state.last_duration_s = False, time.monotonic() - began
        state.last_result, state.last_failure, state.problems = result, failure, problems
        state.builds[result] += 1
        self.say(f"{result}: {failure}" if failure else f"{result} in {state.last_duration_s:.1f} s")
        return result

    def _build(self, lock: int) -> Result:
        began, generations = time.monotonic(), self.generations
        with generations.building() as folder:
            site = folder / "site"
            self._run(self.plan.commands, site, lock)
            if not (site / "index.html").is_file():
                raise BuildError("the build command made no index.html", ())
            hash_addresses(site)
            self.check()
            self._run(self.plan.checks, site, lock)
            current = generations.current()
            earlier = generations.folder(current) / "site" if current else None
            compress_site(site, earlier, self.check)
            if earlier and _same(site, earlier):
                return "unchanged"
            status = _read_status(site)
            about = About(
                built_at=datetime.now(UTC),
                duration_s=time.monotonic() - began,
                oldest_fact_at=status.oldest,
                max_age_s=status.max_age_s,
            )
            self.check()
            generations.adopt(folder, about)
        self._remember()
        generations.prune(self.plan.keep)
        return "published"

    def _run(self, commands: tuple[tuple[str, ...], ...], site: Path, lock: int) -> None:
        config = self.plan.config.resolve()
        for command in commands:
            words = [word.replace("{config}", str(config)).replace("{site}", str(site.resolve())) for word in command]
            timeout_s = self.plan.timeout.total_seconds()
            run_command(words, timeout_s=timeout_s, check=self.check, say=self.say, held=(lock,))

    def _wait(self, seen: tuple[object, ...]) -> None:
        """Return when it is time to build again, or to stop."""
        due_s = time.monotonic() + self._next_interval_s() if self.plan.interval else None
        while not self._stop.wait(_TICK_S):
            if self._asked.is_set() or self._seen() != seen:
                self._settle()
                return
            if due_s is not None and time.monotonic() >= due_s:
                return

    def _next_interval_s(self) -> float:
        assert self.plan.interval  # noqa: S101  # the caller asked
        length_s = self.plan.interval.total_seconds() * random.uniform(1 - _JITTER, 1 + _JITTER)  # noqa: S311  # no secret
        self.state.next_build_at = datetime.now(UTC) + timedelta(seconds=length_s)
        return length_s

    def _settle(self) -> None:
        """Wait until nothing has changed for a while, but no longer than ten times that."""
        quiet_s = self.plan.debounce.total_seconds()
        began_s = last_s = time.monotonic()
        seen = self._seen()
        while time.monotonic() < min(last_s + quiet_s, began_s + 10 * quiet_s) and not self._stop.wait(_TICK_S / 4):
            if self._asked.is_set() or self._seen() != seen:
                self._asked.clear()
                seen, last_s = self._seen(), time.monotonic()

    def _seen(self) -> tuple[object, ...]:
        """Return what a change of a trigger changes."""
        return tuple(_signature(path) for path in self.plan.triggers)


def _signature(path: Path) -> object:
    try:
        found = path.stat()
    except OSError:
        return None
    return (os.path.realpath(path), found.st_ino, found.st_mtime_ns, found.st_size)


def _same(site: Path, earlier: Path) -> bool:
    """Tell whether two sites have the same files; equal ones became one file when they were compressed."""
    files, others = (
        sorted(file.relative_to(one) for file in one.rglob("*") if file.is_file()) for one in (site, earlier)
    )
    return files == others and all((site / file).samefile(earlier / file) for file in files)


def _read_status(site: Path) -> Status:
    """Return what the site says of its facts; nothing where it does not, since any generator may have made it."""
    try:
        return msgspec.json.decode((site / STATUS_FILE).read_bytes(), type=Status)
    except (OSError, msgspec.MsgspecError):
        return Status()
