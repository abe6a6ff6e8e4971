"""The real values that the public edition must not hold: what the gate looks for, and the scrubber in every text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from kubefolio.facts.editions import Mark
from kubefolio.facts.factset import FactSet
from kubefolio.redact.alias import Kind
from kubefolio.redact.hosts import Publisher, image_host, plain, url_host
from kubefolio.redact.patterns import is_telling_address
from kubefolio.redact.settings import PublishSettings
from kubefolio.redact.walk import Leaf, Step, Walk

ORDER: tuple[Kind, ...] = ("address", "node", "registry", "git", "host", "domain")
"""Kinds of what is found in facts; of two that a value could be, the first."""

MIN_LENGTH = 4
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*")

Finder = Callable[[str], Iterator[tuple[Kind, str]]]
"""Yields what is private in a text, and what kind it is of."""


class KnownValue(msgspec.Struct, frozen=True, order=True):
    """A private value and what is known of it."""

    kind: Kind
    """address, domain, git, host, node, registry; `value` for what the owner lists."""
    value: str
    """In small letters, as it is compared."""
    origin: str
    """Where it stands: the field of the facts, as in `nodes.name`, or `private_values`."""


@dataclass(frozen=True)
class Known:
    """What is known to be private."""

    values: tuple[KnownValue, ...]
    """What can be looked for in any text; sorted, each value once."""
    nodes: frozenset[str]
    """Names of all nodes, those included that are words of their own everywhere."""


def known_values(facts: FactSet, settings: PublishSettings, listed: tuple[str, ...] = ()) -> tuple[KnownValue, ...]:
    """Return the private values of facts that were not redacted, and those that the owner lists; sorted, each once.

    Values that are words of their own everywhere (a node called `server`, a host `grafana`) are left out: every page
    would hold them. They have their aliases where they stand as the name of a node or a host. Of facts that were
    redacted before, and of the built-in example, no private value is known.
    """
    return find_known((facts,), settings, listed).values


def find_known(shown: Iterable[FactSet], settings: PublishSettings, listed: tuple[str, ...] = ()) -> Known:
    """Return what is known to be private from facts and from the owner."""
    found: dict[Kind, dict[str, str]] = {kind: {} for kind in ORDER}
    step = Walk(_collector(found, _finders(settings)), hides=False).compile(FactSet)
    for facts in shown:
        if step and facts.edition == "private":
            step(facts)
    values = {value: KnownValue(kind, value, found[kind][value]) for kind in reversed(ORDER) for value in found[kind]}
    values = {value: one for value, one in values.items() if is_distinctive(value)}
    own = (text.strip().lower() for text in listed)
    values |= {value: KnownValue("value", value, "private_values") for value in own if value}
    exempt = {plain(text) for text in settings.texts}
    return Known(tuple(sorted(one for one in values.values() if one.value not in exempt)), frozenset(found["node"]))


def _finders(settings: PublishSettings) -> Mapping[Mark, Finder]:
    publisher = Publisher(settings)
    finders: dict[Mark, Finder] = {
        Mark.HOST: lambda text: _hosts(text, publisher),
        Mark.IMAGE: lambda text: _named("registry", image_host(text), publisher),
        Mark.URL: lambda text: _named("git", url_host(text), publisher),
        Mark.PRIVATE_ADDRESS: lambda text: _addresses(text, publisher),
    }
    return finders if settings.node_names else finders | {Mark.NODE: _nodes}


def _collector(found: dict[Kind, dict[str, str]], finders: Mapping[Mark, Finder]) -> Leaf:
    """Return a walk's leaf that notes what it finds, and where first, and changes nothing."""

    def leaf(mark: Mark, place: str) -> Step | None:
        finder, seen = finders.get(mark), set[str]()

        def look(text: str) -> str:
            if finder and text not in seen:
                seen.add(text)
                for kind, value in finder(text):
                    found[kind].setdefault(value, place)
            return text

        return look if finder else None

    return leaf


def is_distinctive(value: str) -> bool:
    """Tell whether a value can be looked for in any text without finding common words."""
    return len(value) >= MIN_LENGTH and bool(re.search(r"[0-9.:]|\w-\w", value))


def _nodes(text: str) -> Iterator[tuple[Kind, str]]:
    if text:
        yield "node", plain(text)


def _hosts(text: str, publisher: Publisher) -> Iterator[tuple[Kind, str]]:
    """Yield a host, and the domain that it is in where that has two parts at least.

    What stands in a field for a host and is none is looked for as it is; a part of it would be any text.
    """
    name = plain(text.removeprefix("*."))
    yield from _named("domain" if text.startswith("*.") else "host", name, publisher)
    domain = name.partition(".")[2]
    if "." in domain and _HOST.fullmatch(name) and not is_telling_address(name, ""):
        yield from _named("domain", domain, publisher)


def _named(kind: Kind, host: str, publisher: Publisher) -> Iterator[tuple[Kind, str]]:
    if is_telling_address(host, ""):
        yield "address", host.lower()
    elif "." in host and not publisher.is_public(host):
        yield kind, plain(host)


def _addresses(text: str, publisher: Publisher) -> Iterator[tuple[Kind, str]]:
    """Yield an address; where a cloud gives load balancers names, the name."""
    if is_telling_address(text, ""):
        yield "address", text.lower().partition("/")[0]
    else:
        yield from _named("host", text, publisher)


def leaf_of(by_mark: Mapping[Mark, Any]) -> Leaf:
    """Return the leaf that does the same for a mark wherever its field is."""

    def leaf(mark: Mark, place: str) -> Step | None:  # noqa: ARG001  # the place is for those who collect
        return by_mark.get(mark)

    return leaf
