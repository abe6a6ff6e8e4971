"""A verdict as a reader sees it: a word, a mark beside the sentence, and a card with the evidence."""

from __future__ import annotations

from markupsafe import Markup

from kubefolio.claims import Outcome, Verdict
from kubefolio.facts.base import Missing, SourceName
from kubefolio.language import mark, tr, tr_known
from kubefolio.views.encode import encode, format_time, printable
from kubefolio.views.links import EVIDENCE, relative

WORDS: dict[Outcome, str] = {
    "holds": mark("Holds"),
    "fails": mark("Fails"),
    "cannot-tell": mark("Cannot tell"),
    "stated": mark("Stated"),
}
MARKS: dict[Outcome, str] = {"holds": "✓", "fails": "✗", "cannot-tell": "?", "stated": "“"}
BUTTONS: dict[Outcome, str] = {
    "holds": mark("This claim was checked and holds. Show the evidence."),
    "fails": mark("This claim was checked and fails. Show the evidence."),
    "cannot-tell": mark("This claim could not be checked. Show why."),
    "stated": mark("No machine can check this claim. Show why."),
}
"""What a screen reader says in place of the mark."""
MEANINGS: dict[Outcome, str] = {
    "holds": mark("What was measured is as the sentence says."),
    "fails": mark("What was measured is not as the sentence says."),
    "cannot-tell": mark("What the sentence speaks of could not be measured."),
    "stated": mark("No machine can check this: it is the word of who runs the site."),
}
SOURCES: dict[SourceName, str] = {
    "kubernetes": mark("Kubernetes API"),
    "gitops": mark("GitOps repository"),
    "prometheus": "Prometheus",
}

Rows = tuple[tuple[str, Markup], ...]


def anchor(verdict: Verdict) -> str:
    """Return the address of the claim on the evidence page."""
    return f"{EVIDENCE}#claim-{verdict.claim.id}"


def build_rows(verdict: Verdict) -> Rows:
    """Return the evidence, label and value, each ready to print; what does not apply is left out."""
    claim, taken = verdict.claim, verdict.taken
    if taken is None:
        return ((tr("Why it is not checked"), encode(claim.excuse)), *_owner(verdict))
    observed = printable(taken)
    if verdict.outcome == "cannot-tell" and not isinstance(taken.value, Missing):
        observed = Markup("{}: {}").format(observed, encode(tr_known(verdict.reason)))
    rows = [(tr("Expected"), encode(_expected(verdict))), (tr("Observed"), observed)]
    if isinstance(taken.value, Missing):
        rows.append((tr("Why not"), encode(tr_known(verdict.reason))))
    rows.append((tr("Measure"), Markup("<code>{}</code>").format(encode(taken.measure.id))))
    rows += [(tr("Window"), encode(claim.window))] if claim.window else []
    rows.append((tr("Definition"), encode(tr_known(taken.measure.definition))))
    rows.append((tr("Source"), encode(list_sources(verdict))))
    if taken.observed_at:
        rows.append((tr("Observed at"), format_time(taken.observed_at)))
    return (*rows, *_owner(verdict))


def _expected(verdict: Verdict) -> str:
    claim = verdict.claim
    if claim.tolerance:
        return tr("{expected}, give or take {tolerance}", expected=claim.expect, tolerance=claim.tolerance)
    return claim.expect


def _owner(verdict: Verdict) -> Rows:
    return ((tr("Answered for by"), encode(verdict.claim.owner)),) if verdict.claim.owner else ()


def list_sources(verdict: Verdict) -> str:
    """Return the sources of what was observed, each once."""
    names = dict.fromkeys(tr(SOURCES[origin.source]) for origin in verdict.origins)
    stands_in = any(origin.from_snapshot for origin in verdict.origins)
    listed = ", ".join(names)
    return tr("{sources} (the last snapshot stands in)", sources=listed) if stands_in else listed


def render_claim(verdict: Verdict, sentence: Markup, page: str, serial: int) -> Markup:
    """Return a sentence of a page with its mark and its card.

    The card is a `small`, since Material's search passes over an element only while none of the same name is in it.

    Args:
        verdict: The verdict.
        sentence: The words on the page, HTML of the page itself.
        page: Address of the page, for links.
        serial: Number of the claim on the page; makes the card's id unique.
    """
    outcome = verdict.outcome
    rows = Markup().join(
        Markup('<span class="kf-claim__row"><span class="kf-claim__label">{}</span> <span>{}</span></span>').format(
            *row
        )
        for row in build_rows(verdict)
    )
    return Markup(
        '<span class="kf-claim kf-claim--{outcome}"><span class="kf-claim__text">{sentence}</span>'
        '<button type="button" class="kf-claim__mark" popovertarget="kf-claim-{serial}" aria-label="{button}" '
        "data-search-exclude>{mark}</button></span>"
        '<small class="kf-claim__card" id="kf-claim-{serial}" popover data-search-exclude>'
        '<span class="kf-claim__verdict kf-claim--{outcome}">{word}</span> '
        '<span class="kf-claim__row">{meaning}</span>{rows}<a href="{link}">{evidence}</a></small>'
    ).format(
        outcome=outcome,
        sentence=sentence,
        serial=serial,
        evidence=tr("On the evidence page"),
        button=tr(BUTTONS[outcome]),
        mark=MARKS[outcome],
        word=tr(WORDS[outcome]),
        meaning=tr(MEANINGS[outcome]),
        rows=rows,
        link=relative(page, anchor(verdict)),
    )


def render_mark(verdict: Verdict, page: str) -> Markup:
    """Return the mark alone, as a link to the evidence: for tiles and tables of generated pages."""
    return Markup('<a class="kf-claim__mark kf-claim--{}" href="{}" aria-label="{}">{}</a>').format(
        verdict.outcome, relative(page, anchor(verdict)), tr(BUTTONS[verdict.outcome]), MARKS[verdict.outcome]
    )
