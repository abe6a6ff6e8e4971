"""What the owner sets of the standard in `standard.yml`: rules on or off, thresholds, exemptions with their reasons."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Literal

import msgspec

from kubefolio.owner_file import OwnerFile, read_owner_file

Amount = Literal["cpu", "memory", "ephemeral-storage"]


class Thresholds(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What rules compare with; each rule reads those that its page names."""

    resources: tuple[Amount, ...] | None = None
    """Amounts that containers must name."""
    min_replicas: int | None = None
    """Replicas from which on a workload needs a disruption budget."""
    directions: tuple[Literal["Ingress", "Egress"], ...] | None = None
    """Directions that must be closed."""
    probes: tuple[Literal["readiness", "liveness"], ...] | None = None
    """Probes that a workload must have."""
    tls: bool | None = None
    """Whether a route must be encrypted."""


class Exemption(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Applications that need not keep some rules, and why."""

    applications: tuple[str, ...]
    """Names, or patterns with `*`."""
    rules: tuple[str, ...]
    """Names of rules; `*` for all."""
    reason: str
    """For the reader of the page."""

    def covers(self, application: str, rule: str) -> bool:
        """Tell whether it is for this application and this rule."""
        named = rule in self.rules or "*" in self.rules
        return named and any(fnmatchcase(application, pattern) for pattern in self.applications)


class StandardFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    rules: dict[str, bool | Thresholds] = {}
    """Rule to off, on, or on with thresholds."""
    exemptions: tuple[Exemption, ...] = ()


@dataclass(frozen=True)
class Standard:
    """The standard of a build."""

    off: frozenset[str] = frozenset()
    """Rules that nobody is held against."""
    thresholds: tuple[tuple[str, Thresholds], ...] = ()
    """Rule to what the owner set of it."""
    exemptions: tuple[Exemption, ...] = ()

    def of(self, rule: str) -> Thresholds:
        """Return what the owner set for a rule; nothing where nothing was set."""
        return dict(self.thresholds).get(rule, Thresholds())

    def exemption(self, application: str, rule: str) -> Exemption | None:
        """Return the first exemption that is for an application and a rule."""
        return next((one for one in self.exemptions if one.covers(application, rule)), None)


def load_standard(path: str | None, known: dict[str, frozenset[str]]) -> Standard:
    """Return the standard of the owner's file, or the default one where there is none.

    Args:
        path: The file.
        known: Every rule, with the thresholds that it reads.

    Raises:
        SettingsError: the file cannot be read, or names a rule or a threshold that is none; it names the line.
    """
    if path is None:
        return Standard()
    file = read_owner_file(Path(path), StandardFile)
    _check(file, known)
    rules = file.content.rules
    return Standard(
        off=frozenset(name for name, value in rules.items() if value is False),
        thresholds=tuple((name, value) for name, value in rules.items() if isinstance(value, Thresholds)),
        exemptions=file.content.exemptions,
    )


def _check(file: OwnerFile[StandardFile], known: dict[str, frozenset[str]]) -> None:
    for name, value in file.content.rules.items():
        where = f"$.rules.{name}"
        if name not in known:
            raise file.error(where, _no_rule(name, known))
        set_here = msgspec.to_builtins(value) if isinstance(value, Thresholds) else {}
        for option in sorted(set(set_here) - known[name]):
            readable = ", ".join(sorted(known[name])) or "none"
            raise file.error(f"{where}.{option}", f"the rule `{name}` does not read `{option}`; it reads: {readable}")
    for index, one in enumerate(file.content.exemptions):
        for where, what in _faults(one, known):
            raise file.error(f"$.exemptions[{index}].{where}", what)


def _faults(one: Exemption, known: Collection[str]) -> Iterator[tuple[str, str]]:
    for rule in one.rules:
        if rule != "*" and rule not in known:
            yield "rules", _no_rule(rule, known)
    if not one.rules:
        yield "rules", "an exemption names the rules that it is for; `*` is all of them"
    if not one.applications:
        yield "applications", "an exemption names the applications that it is for"
    if not one.reason.strip():
        yield "reason", "an exemption says why, for the reader of the page"


def _no_rule(name: str, known: Collection[str]) -> str:
    close = get_close_matches(name, sorted(known), 1)
    return f"there is no rule `{name}`; {f'did you mean `{close[0]}`?' if close else 'the page Scorecard lists them'}"
