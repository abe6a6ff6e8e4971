"""The language that a site speaks: its sentences, its decimal sign, the names of its months.

Sentences stand in the code in English, whole, with the names of their parts in braces. A catalogue of `locale/` gives
them in another language; it is read as text when it is first asked for. What is rendered inside `speaking` is in that
language, and two sites can be rendered in one process, one after the other or side by side.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ENGLISH = "en"
DOMAIN = "kubefolio"
LOCALE = Path(__file__).parent / "locale"
"""Folder of the catalogues: `es/LC_MESSAGES/kubefolio.po` for Spanish."""


@dataclass(frozen=True)
class Language:
    """One language, ready to be spoken."""

    code: str
    """As in `es` or `pt_BR`."""
    catalogue: NullTranslations

    @cached_property
    def locale(self) -> Locale:
        """What Babel knows of the language."""
        return Locale.parse(self.code)

    @cached_property
    def decimal(self) -> str:
        """The sign between a number and its fraction."""
        return str(self.locale.number_symbols["latn"]["decimal"])

    @cached_property
    def forms(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Each form that texts are known again by, as a pattern on the English text; the longest first."""
        known: dict[object, object] = getattr(self.catalogue, "_catalog", {})
        found = (one.removeprefix(_FORM) for one in known if isinstance(one, str) and one.startswith(_FORM))
        return tuple((_form(one), one) for one in sorted(found, key=len, reverse=True))


_FORM = "form\x04"
"""How gettext keeps a sentence of the context `form`."""


def _form(message: str) -> re.Pattern[str]:
    pieces = re.split(r"\{(\w+)\}", message)
    names = (f"(?P<{piece}>.+)" if place % 2 else re.escape(piece) for place, piece in enumerate(pieces))
    return re.compile("".join(names), re.DOTALL)


@lru_cache(maxsize=16)
def find_language(code: str, folder: Path = LOCALE) -> Language:
    """Return a language by its code, like `es`, `pt-BR` or `pt_BR`: the one closest to it that has a catalogue.

    Where none has, it is English.
    """
    parts = code.replace("-", "_").split("_")
    for count in range(len(parts), 0, -1):
        name = "_".join(parts[:count])
        path = folder / name / "LC_MESSAGES" / f"{DOMAIN}.po"
        if path.is_file():
            return Language(name, _compile(read_catalogue(path)))
    return Language(ENGLISH, NullTranslations())


def read_catalogue(path: Path) -> Catalog:
    """Return a catalogue as it is written."""
    with path.open("rb") as file:
        return read_po(file)


def _compile(catalogue: Catalog) -> GNUTranslations:
    """Return a catalogue as gettext looks it up; sentences marked as fuzzy stay in English."""
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return GNUTranslations(compiled)


def list_languages(folder: Path = LOCALE) -> tuple[str, ...]:
    """Return the codes of all languages, English first."""
    found = sorted(path.parent.parent.name for path in folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    return (ENGLISH, *found)


def name_of(code: str) -> str:
    """Return what a language calls itself, as in `Español`; of a code that nobody knows, the code."""
    try:
        found = Locale.parse(code.replace("-", "_")).display_name
    except (UnknownLocaleError, ValueError):
        return code
    return found[:1].upper() + found[1:] if found else code


_spoken: ContextVar[Language | None] = ContextVar("kubefolio_language", default=None)


@contextmanager
def speaking(language: str | Language) -> Iterator[Language]:
    """Render what is inside in a language, given by its code; what was spoken before is spoken again after it."""
    found = language if isinstance(language, Language) else find_language(language)
    before = _spoken.set(found)
    try:
        yield found
    finally:
        _spoken.reset(before)


def spoken() -> Language:
    """Return the language that is spoken here; English where none was chosen."""
    return _spoken.get() or find_language(ENGLISH)


def tr(message: str, /, **parts: object) -> str:
    """Return a sentence in the language that is spoken, with its parts in place.

    Args:
        message: The whole sentence in English, a literal; `{name}` stands for a part.
        parts: What stands for each name; text from outside may be among them, since it is never read as a form.
    """
    language = _spoken.get()
    text = language.catalogue.gettext(message) if language and message else message
    return text.format(**parts) if parts else text


def trn(one: str, many: str, count: int, /, **parts: object) -> str:
    """Return a sentence whose form depends on a number, which `{count}` stands for.

    Args:
        one: In English for one, a literal.
        many: In English for any other number, a literal.
        count: The number.
        parts: What stands for the other names.
    """
    language = _spoken.get() or find_language(ENGLISH)
    return language.catalogue.ngettext(one, many, count).format(count=count, **parts)


def tr_state(word: str) -> str:
    """Return a word of ours for a state in the language that is spoken; that of an API stays as the API spells it."""
    language = _spoken.get()
    return language.catalogue.pgettext("state", word) if language else word


def mark(message: str) -> str:
    """Return a sentence as it is: it stands in a table of the code, and is handed to `tr` where it is shown."""
    return message


def mark_form(message: str) -> str:
    """Return a form as it is: texts that are kept with their parts in them, as in facts, are known again by it."""
    return message


def tr_known(text: str) -> str:
    """Return a text of ours that comes as a value in the language that is spoken: a reason, a definition, a title.

    Facts and snapshots hold reasons in English, with their parts in place, and so do the tables of measures and rules.
    What the catalogue does not know, whole or by its form, stays as it is: it is the owner's.
    """
    language = _spoken.get()
    return _known(language, text) if language and text else text


def _known(language: Language, text: str) -> str:
    found = language.catalogue.gettext(text)
    return found if found != text else _by_form(language, text)


@lru_cache(maxsize=4096)
def _by_form(language: Language, text: str) -> str:
    for pattern, message in language.forms:
        if match := pattern.fullmatch(text):
            parts = {name: _reasons(language, name, part) for name, part in match.groupdict().items()}
            return language.catalogue.pgettext("form", message).format(**parts)
    return text


_OF_EACH = re.compile(r"(?:\A|(?<=; ))([a-z0-9-]+: )(.+?)(?=; [a-z0-9-]+: |\Z)", re.DOTALL)
"""In `home: why; edge: why`, each name and its reason."""


def _reasons(language: Language, name: str, part: str) -> str:
    """Return a part of a form: a reason within a reason, or those of several clusters, is known again as well."""
    if name == "reasons":
        return _OF_EACH.sub(lambda found: found[1] + _known(language, found[2]), part)
    return _known(language, part) if name == "reason" else part


def localise(number: str) -> str:
    """Return a number that was formatted with a point in the way of the language."""
    language = _spoken.get()
    return number if language is None or language.decimal == "." else number.replace(".", language.decimal)


def month(moment: date, *, short: bool = True) -> str:
    """Return the name of a moment's month, as in `Nov` or `November`."""
    width = "abbreviated" if short else "wide"
    context = "format" if short else "stand-alone"
    return str(spoken().locale.months[context][width][moment.month])
