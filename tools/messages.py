"""Brings the catalogues up to date with the code: `make messages`.

Sentences are taken from templates and code by Babel, and from the tables of measures, rules and reasons as they stand
when the package is loaded. A sentence that is new comes without a translation; one that is gone is dropped.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import write_po

from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet, readings
from kubefolio.language import DOMAIN, LOCALE, list_languages, read_catalogue
from kubefolio.measures import CATALOGUE, title_of
from kubefolio.measures.gitops import OBJECT_RULE, RULE
from kubefolio.measures.standard.rules import RULES
from kubefolio.pages.metrics.charts import CLUSTER, NODES
from kubefolio.views.components import LAYERS
from kubefolio.views.known import purposes

PACKAGE = LOCALE.parent
HEAD = f"# Sentences of kubefolio. Brought up to date by `make messages`; see CONTRIBUTING.md.\n# {DOMAIN}\n"
KEYWORDS = {
    **dict.fromkeys(("tr", "mark", "_", "sentence", "Missing")),
    "trn": (1, 2),
    "_n": (1, 2),
    "counted": (1, 2),
}
CHANGING = tuple(
    f'"{name}'.encode()
    for name in ("Project-", "Report-", "POT-", "PO-", "Last-", "Language-Team", "MIME", "Generated")
)
"""Lines of a catalogue's head that say nothing of its sentences."""
CONTEXTS = ((KEYWORDS, None), ({"mark_form": None}, "form"), ({"State": None, "mark_state": None}, "state"))
"""What is kept apart by a context: forms that texts are known again by, and our words for states."""
Found = tuple[str, "str | tuple[str, ...]", "str | None"]
"""Where it stands, the sentence or its forms by number, and its context."""


def find_messages() -> Iterator[Found]:
    """Yield every sentence, in the order of the files and then of the tables."""
    for path in sorted(chain(PACKAGE.rglob("*.py"), PACKAGE.rglob("*.j2"))):
        yield from _in_file(path)
    for text in tables():
        yield "tables", text, None


def _in_file(path: Path) -> Iterator[Found]:
    method = "jinja2.ext:babel_extract" if path.suffix == ".j2" else "python"
    source, where = path.read_bytes(), str(path.relative_to(PACKAGE))
    options = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"} if path.suffix == ".j2" else {}
    for keywords, context in CONTEXTS:
        for _, message, _, _ in extract(method, io.BytesIO(source), keywords, (), options):
            found = tuple(message) if isinstance(message, tuple | list) else message
            if found:
                yield where, found, context


def tables() -> Iterator[str]:
    """Yield the texts that stand in tables and are put together when the package is loaded."""
    for measure in CATALOGUE.measures:
        yield measure.title
        yield measure.definition
        yield title_of(measure.id.partition(".")[0].replace("_", " "))
    for objective in CATALOGUE.objectives:
        yield objective.title
        yield objective.down
    for rule in RULES:
        yield from (rule.title, rule.why, rule.checked, rule.fix)
    yield from (title for _, title, _ in (*CLUSTER, *NODES))
    yield from (RULE, OBJECT_RULE, *LAYERS, *purposes())
    for field, reading in readings(FactSet()):
        yield field.replace("_", " ")
        yield reading.value.missing if isinstance(reading.value, Missing) else ""


def make_catalogue(code: str, known: Catalog | None) -> Catalog:
    """Return the catalogue of a language as the code asks for it, with what is translated already."""
    made = Catalog(locale=code, domain=DOMAIN, fuzzy=False, charset="utf-8", header_comment=HEAD)
    for where, message, context in find_messages():
        if not message:
            continue
        before = known.get(message if isinstance(message, str) else message[0], context) if known else None
        string = before.string if before else None
        made.add(message, string, locations=[(where, None)], context=context)
    return made


def encode(catalogue: Catalog) -> bytes:
    """Return a catalogue as text, sorted: without line numbers, so that it changes with sentences only."""
    text = io.BytesIO()
    write_po(text, catalogue, width=120, sort_output=True, include_lineno=False, omit_header=False)
    return b"".join(line for line in text.getvalue().splitlines(keepends=True) if not line.startswith(CHANGING))


def path_of(code: str) -> Path:
    """Return the file of a language."""
    return LOCALE / code / "LC_MESSAGES" / f"{DOMAIN}.po"


def main() -> None:
    """Rewrite every catalogue, and tell how much of each is to be translated."""
    for code in list_languages()[1:]:
        path = path_of(code)
        made = make_catalogue(code, read_catalogue(path))
        path.write_bytes(encode(made))
        open_ = sum(not all(m.string if isinstance(m.string, tuple | list) else (m.string,)) for m in made if m.id)
        print(f"{path}: {len(made)} sentences, {open_} without a translation")


if __name__ == "__main__":
    main()
