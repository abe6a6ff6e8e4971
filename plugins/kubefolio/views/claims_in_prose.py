"""Claims in pages that a person wrote: a link to `claim:<id>` becomes its sentence with the verdict.

In Markdown it is `[30+ applications](claim:applications)`, which any other viewer shows as a plain sentence; the macro
`{{ claim("applications") }}` writes the same link with the sentence of the ledger.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from kubefolio.claims import Verdict
from kubefolio.claims.wording import find_other_numbers
from kubefolio.errors import PageError
from kubefolio.views.encode import encode
from kubefolio.views.verdict import render_claim

_LINK = re.compile(r'<a\s[^>]*?href="claim:([^"]*)"[^>]*>(.*?)</a>', re.DOTALL)


@dataclass(frozen=True)
class Replaced:
    """A page's HTML with its claims, and what is odd about them."""

    html: str
    problems: tuple[str, ...]
    """A line for each claim whose words on the page have another number than the ledger."""


def link_claim(verdicts: Mapping[str, Verdict], name: str) -> Markup:
    """Return the sentence of a claim as a link that `replace_claims` knows.

    Raises:
        PageError: there is no such claim; the message names the closest ones.
    """
    claim = find_verdict(verdicts, name).claim
    return Markup('<a href="claim:{}">{}</a>').format(claim.id, encode(claim.sentence))


def find_verdict(verdicts: Mapping[str, Verdict], name: str) -> Verdict:
    """Return the verdict on a claim; an unknown name is a PageError that names the closest ones."""
    if name in verdicts:
        return verdicts[name]
    close = difflib.get_close_matches(name, verdicts, n=3)
    hint = f"did you mean {' or '.join(close)}?" if close else "add it to claims.yml"
    raise PageError(f"claim {name!r}: there is no such claim; {hint}")


def replace_claims(html: str, verdicts: Mapping[str, Verdict], page: str) -> Replaced:
    """Return the HTML of a page with each link to a claim replaced by its words, its mark and its card.

    Raises:
        PageError: a link names a claim that is not there.
    """
    if "claim:" not in html:
        return Replaced(html, ())
    problems: list[str] = []
    serial = 0

    def replace(match: re.Match[str]) -> str:
        nonlocal serial
        serial += 1
        verdict = find_verdict(verdicts, match[1])
        other = find_other_numbers(Markup(match[2]).striptags(), verdict.claim)  # noqa: S704  # only read
        if other:
            problems.append(f"claim '{match[1]}': the page says {', '.join(other)}, {verdict.claim.place} does not")
        return str(render_claim(verdict, Markup(match[2]), page, serial))  # noqa: S704  # HTML of the page itself

    return Replaced(_LINK.sub(replace, html), tuple(problems))
