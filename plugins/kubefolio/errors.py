"""Every exception of kubefolio.

::

    KubefolioError              one line for a person: what, where, what to do
    ├── SettingsError           an option is unknown, misspelt or contradicts another
    ├── SourceError             a source as a whole could not be read
    ├── SnapshotError           a snapshot is not there, not ours, or of another schema
    ├── LedgerError             a claim is written in a way that cannot be checked
    ├── PageError               a page cannot be generated, or would replace a person's page
    ├── PublishError            a build failed, or its result cannot be published
    └── GateError               a finished site is not there, or cannot be vouched for

Only what stops a run is an exception. A fact that could not be read is data: `kubefolio.facts.base.Missing`.
"""

from __future__ import annotations

from kubefolio.terminal import plain_lines


class KubefolioError(Exception):
    """Base of all errors; its text is one line that says what, where and what to do."""

    def __str__(self) -> str:
        """Return the text; what it quotes of a cluster or a file is only shown, whatever it holds."""
        return plain_lines(super().__str__())


class SettingsError(KubefolioError):
    """An option is unknown, misspelt, or contradicts another."""


class SourceError(KubefolioError):
    """A source as a whole could not be read.

    Its text is for the operator and may name hosts, files and contexts; it goes to a terminal or a log. `reason` is for
    a reader of the site, whom none of that concerns.
    """

    def __init__(self, detail: str, reason: str) -> None:
        """Keep both texts."""
        super().__init__(detail)
        self.reason = reason


class SnapshotError(KubefolioError):
    """A snapshot is not there, is not ours, or has a schema this version does not know."""


class LedgerError(KubefolioError):
    """Claims are written in a way that cannot be checked; its text has a line for each mistake."""


class PageError(KubefolioError):
    """A page cannot be generated, or would replace one that a person wrote."""


class PublishError(KubefolioError):
    """A build failed, or its result cannot be published; what was published before stays."""


class GateError(KubefolioError):
    """A finished site is not there, or holds what nobody can vouch for."""
