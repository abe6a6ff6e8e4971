"""The ledger: claims of `claims.yml` and of the front matter of pages, in one form."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace

import yaml

from kubefolio.claims.base import Claim, Place
from kubefolio.claims.expectation import parse_terms
from kubefolio.claims.yaml_text import Entry, NotYaml, compose, find_key, list_entries
from kubefolio.errors import LedgerError

KEYS = tuple(field.name for field in fields(Claim) if field.name not in ("place", "told"))
WINDOW = re.compile(r"\d+[smhdw]")
_ID = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_QUOTE = '; put the text in quotes, as in expect: ">= 30"'


@dataclass(frozen=True)
class Ledger:
    """Every claim of a site, in the order of the files and lines."""

    claims: tuple[Claim, ...] = ()

    def __add__(self, other: Ledger) -> Ledger:
        """Return both ledgers as one.

        Raises:
            LedgerError: a name is used twice.
        """
        joined = (*self.claims, *other.claims)
        first: dict[str, Claim] = {}
        again = [one for one in joined if first.setdefault(one.id, one) is not one]
        refuse(f"{one.place}: the id `{one.id}` is used in {first[one.id].place} already" for one in again)
        return Ledger(joined)

    def about(self, cluster: str) -> Ledger:
        """Return the claims about one of several clusters (`home/nodes.total`), named as in a site of it alone."""
        prefix = f"{cluster}/"
        own = (one for one in self.claims if one.measure.startswith(prefix))
        return Ledger(tuple(replace(one, measure=one.measure.removeprefix(prefix)) for one in own))


NO_CLAIMS = Ledger()


def refuse(problems: Iterable[str]) -> None:
    """Raise one error for all problems, one line each; none if there are none."""
    lines = list(problems)
    if lines:
        raise LedgerError("\n".join(lines))


def parse_ledger(text: str, file: str) -> Ledger:
    """Return the claims of a ledger's text: a list, or a mapping with the list under `claims`.

    Raises:
        LedgerError: the text has a mistake; a line for each, with file, line and what to do.
    """
    root = _compose(text, file, 0)
    if isinstance(root, yaml.MappingNode):
        unknown = [key for key, _ in root.value if key.value != "claims"]
        refuse(f"{file}:{key.start_mark.line + 1}: `{key.value}` is no key here; write claims:" for key in unknown)
        root = find_key(root, "claims")
    return _parse_items(root, file, 0)


def parse_page(text: str, file: str) -> Ledger:
    """Return the claims under `claims` in a page's front matter; none where it has none.

    Raises:
        LedgerError: the claims have a mistake. Front matter that is no YAML is left to MkDocs.
    """
    match = _FRONT_MATTER.match(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    if not match or "claims" not in match[1]:
        return Ledger()
    return _parse_items(find_key(_compose(match[1], file, 1), "claims"), file, 1)


def _compose(text: str, file: str, offset: int) -> yaml.Node | None:
    try:
        return compose(text)
    except NotYaml as error:
        hint = _QUOTE if "indicator" in str(error) else ""
        raise LedgerError(f"{file}:{error.line + offset}: is no YAML: {error}{hint}") from error


def _parse_items(items: yaml.Node | None, file: str, offset: int) -> Ledger:
    if items is None or (isinstance(items, yaml.ScalarNode) and not items.value):
        return Ledger()
    if not isinstance(items, yaml.SequenceNode):
        raise LedgerError(f"{file}:{items.start_mark.line + 1 + offset}: claims are a list; begin each with `- id:`")
    entries = list(list_entries(items, file, offset))
    refuse(problem for entry in entries for problem in _find_problems(entry))
    return Ledger() + Ledger(tuple(_claim(entry) for entry in entries if isinstance(entry, Entry)))


def _claim(entry: Entry) -> Claim:
    return Claim(place=entry.place, told=entry.told, **{key: text for key, text in entry.texts.items() if text})  # type: ignore[arg-type]


def _find_problems(entry: Entry | Place) -> Iterator[str]:
    """Yield what is wrong with one item, a line each."""
    if isinstance(entry, Place):
        yield f"{entry}: a claim is a mapping; begin it with `- id:`"
        return
    for key in entry.texts:
        if key not in KEYS:
            yield f"{entry.places[key]}: `{key}` is no key of a claim; {did_you_mean(key, KEYS)}"
    yield from (f"{entry.places[key]}: `{key}` stands here twice; keep one" for key in entry.repeated)
    yield from (f"{entry.places[key]}: `{key}` has to be a text{_QUOTE}" for key in entry.nested)
    yield from _find_wrong_texts(entry)
    yield from _find_lacks(entry)


def _find_wrong_texts(entry: Entry) -> Iterator[str]:
    name, severity, window = (entry.texts.get(key, "") for key in ("id", "severity", "window"))
    if name and not _ID.fullmatch(name):
        yield f"{entry.places['id']}: the id `{name}` has to be small letters, digits and - . _ between them"
    if severity not in ("", "fail", "warn"):
        yield f"{entry.places['severity']}: `severity` is fail or warn, not `{severity}`"
    if window and not WINDOW.fullmatch(window):
        yield f"{entry.places['window']}: `{window}` is no window; write a number and s, m, h, d or w, as in 30d"
    try:
        parse_terms(entry.texts.get("expect") or "== 0")
    except ValueError as error:
        yield f"{entry.places['expect']}: {error}"


def _find_lacks(entry: Entry) -> Iterator[str]:
    """Yield which keys are not there, or exclude each other."""
    name = entry.texts.get("id") or "this claim"
    for key in ("id", "says"):
        if not entry.texts.get(key):
            yield f"{entry.place}: {name} has no `{key}`; add it"
    if entry.texts.get("stated"):
        checked = [key for key in ("measure", "expect", "window", "tolerance") if entry.texts.get(key)]
        yield from (f"{entry.places[key]}: {name} is `stated` and not checked; leave out `{key}`" for key in checked)
        return
    lacks = [key for key in ("measure", "expect") if not entry.texts.get(key)]
    yield from (f"{entry.place}: {name} has no `{key}`; add it, or say with `stated` why none can be" for key in lacks)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a hint that names the closest of the known names, or all of them where few are."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=3)
    if close:
        return f"did you mean {' or '.join(close)}?"
    return f"known are {', '.join(names)}" if len(names) < 15 else "the page Measures lists them all"  # noqa: PLR2004  # what fits a line
