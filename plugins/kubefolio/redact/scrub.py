"""Texts of the public edition: what is private in them is replaced by its alias."""

from __future__ import annotations

import re
from functools import cache

from kubefolio.facts.editions import Mark
from kubefolio.redact import patterns
from kubefolio.redact.alias import Aliases, Kind
from kubefolio.redact.hosts import IMAGE, URL, Publisher, is_address_of_host, plain
from kubefolio.redact.known import Known
from kubefolio.redact.search import KnownSearch
from kubefolio.redact.settings import PublishSettings


class Scrubber:
    """Replaces texts, each different one once. Equal texts stay equal, so what refers to another still does."""

    def __init__(self, settings: PublishSettings, aliases: Aliases, known: Known) -> None:
        """Take what may be shown and what is known to be private."""
        self._publisher = Publisher(settings)
        self._settings = settings
        self._exempt = frozenset(settings.texts)
        self._alias = aliases.alias
        self._nodes = known.nodes
        self._search = KnownSearch(known.values, aliases, self._exempt)
        self.by_mark = {
            Mark.PUBLIC: cache(self.text),
            Mark.COUNTED: lambda _: "",
            Mark.LABELS: cache(self.label),
            Mark.HOST: cache(self.host),
            Mark.NODE: cache(self.node),
            Mark.IMAGE: cache(self.image),
            Mark.URL: cache(self.url),
        }

    def text(self, text: str) -> str:
        """Return any text with what is private in it replaced."""
        text = self._search.replace(text)
        if not patterns.SUSPECT.search(text):
            return text
        text = patterns.SECRET.sub(self._secret, text)
        text = patterns.ASSIGNED.sub(self._assigned, text)
        text = patterns.URL_IN_TEXT.sub(lambda match: self.url(match[0]), text)
        text = patterns.DENSE.sub(self._dense, text)
        text = patterns.MAIL.sub(lambda match: self._replace(match[0], match[0].lower(), "mail"), text)
        for pattern in (patterns.MAC, patterns.DASHED_IPV4):
            text = pattern.sub(lambda match: self._replace(match[0], match[0].lower(), "address"), text)
        for pattern in (patterns.IPV4, patterns.IPV6):
            text = pattern.sub(self._address, text)
        return patterns.PRIVATE_HOST.sub(self._private_host, text)

    def host(self, text: str) -> str:
        """Return a host name or its alias; the `*.` of a wildcard stays."""
        head = "*." if text.startswith("*.") else ""
        name = text.removeprefix("*.")
        if not name or self._is_shown(name):
            return self.text(text)
        return head + self._host_alias(name)

    def node(self, text: str) -> str:
        """Return a node's name or its alias."""
        if not text or self._settings.node_names or text in self._exempt:
            return self.text(text)
        return self._alias(plain(text), "node")

    def label(self, text: str) -> str:
        """Return the label of a series; `node:9100` has the node's alias."""
        name, colon, port = text.partition(":")
        return self.node(name) + colon + port if name in self._nodes else self.text(text)

    def image(self, text: str) -> str:
        """Return an image; a tag can look like an address and is none."""
        match = IMAGE.fullmatch(text)
        head, rest = (match["host"], match["rest"]) if match else ("", text)
        if head and not self._is_shown(head):
            head = self._alias(plain(head), "registry")
        head = self._search.replace(head)
        named = TAGGED.fullmatch(rest)
        if not named:
            return head + self.text(rest)
        return head + self.text(named["path"]) + self._search.replace(named["tag"]) + named["digest"]

    def url(self, text: str) -> str:
        """Return the address of a repository or server without user and password."""
        match = URL.fullmatch(text)
        if not match or not is_address_of_host(match):
            return self.text(text)
        host = match["host"]
        shown = self._search.replace(host) if self._is_shown(host) else self._host_alias(host.strip("[]"), "git")
        return match["head"] + shown + self.text(match["rest"])

    def _is_shown(self, host: str) -> bool:
        return host in self._exempt or self._publisher.is_public(host)

    def _host_alias(self, host: str, kind: Kind = "host") -> str:
        return self._alias(plain(host), "address" if patterns.is_telling_address(host, "") else kind)

    def _replace(self, text: str, value: str, kind: Kind) -> str:
        return text if text in self._exempt else self._alias(value, kind)

    def _secret(self, match: re.Match[str]) -> str:
        return self._replace(match[0], match[0], "secret")

    def _assigned(self, match: re.Match[str]) -> str:
        value = match["value"]
        return match[0] if ALIASED.fullmatch(value) else match["head"] + self._replace(value, value, "secret")

    def _dense(self, match: re.Match[str]) -> str:
        return self._secret(match) if patterns.is_dense(match[0]) else match[0]

    def _address(self, match: re.Match[str]) -> str:
        before = match.string[match.start() - 1 : match.start()]
        if not patterns.is_telling_address(match[0], before):
            return match[0]
        address, slash, length = match[0].partition("/")
        return self._replace(address, address.lower(), "address") + slash + length

    def _private_host(self, match: re.Match[str]) -> str:
        return match[0] if self._is_shown(match[0]) else self._alias(plain(match[0]), "host")


TAGGED = re.compile(
    r"(?P<path>(?:.*/)?[^/:@\s]+)(?P<tag>:[A-Za-z0-9_.-]+)(?P<digest>(?:@sha256:[0-9a-f]{64})?)", re.DOTALL
)
"""What follows the registry of an image that has a tag."""

ALIASED = re.compile(r"(?:secret|value)-[b-df-hj-np-tv-z2-9]{7,}")
