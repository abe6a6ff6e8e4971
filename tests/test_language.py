"""Every sentence of a page is in every language, whole and with its parts, and no page keeps one back in English."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import asdict, replace
from functools import cache
from gettext import GNUTranslations
from html import unescape
from html.parser import HTMLParser

import msgspec
import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from kubefolio.language import (
    Language,
    find_language,
    list_languages,
    localise,
    read_catalogue,
    speaking,
    spoken,
    tr,
    tr_known,
    trn,
)
from kubefolio.measures.base import format_value
from kubefolio.pages.base import Document
from kubefolio.render import render
from kubefolio.views.components import COMPONENTS
from tests.pages.rendered import edition
from tests.scenarios import LEDGER, SITE
from tools.messages import encode, find_messages, make_catalogue, path_of

LANGUAGES = list_languages()[1:]
PARTS = re.compile(r"\{\w*\}")
TAGS = re.compile(r"</?\w+[^>]*>")


def forms_of(text: object) -> tuple[str, ...]:
    return tuple(map(str, text)) if isinstance(text, tuple | list) else (str(text),)


@pytest.mark.parametrize("code", LANGUAGES)
def test_catalogue_has_just_the_sentences_of_the_code(code: str) -> None:
    path = path_of(code)
    assert path.read_bytes() == encode(make_catalogue(code, read_catalogue(path))), "run make messages"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_sentence_is_translated_with_its_parts_and_tags(code: str) -> None:
    wrong = []
    for message in read_catalogue(path_of(code)):
        if not message.id:
            continue
        english, told = forms_of(message.id)[-1], forms_of(message.string)
        same = all(_parts(one) == _parts(english) and one.strip() for one in told)
        wrong += [] if same and not message.fuzzy else [message.id]
    assert wrong == []


def _parts(text: str) -> tuple[list[str], list[str]]:
    return sorted(set(PARTS.findall(text))), sorted(set(TAGS.findall(text)))


@cache
def pseudo() -> Language:
    """Return a language that marks every sentence of ours, so that what is not marked was not looked up."""
    catalogue = Catalog(locale="de")
    for _, message, context in find_messages():
        if message:
            marked = tuple(f"⟦{one}⟧" for one in forms_of(message))
            catalogue.add(message, marked if isinstance(message, tuple) else marked[0], context=context)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Language("de", GNUTranslations(compiled))


class Words(HTMLParser):
    """Collects the text that a reader sees or hears, a line for each piece, without code and the letters of icons."""

    SPOKEN = ("aria-label", "title", "placeholder", "data-filter", "data-find", "data-hint", "data-any", "data-clear")

    def __init__(self) -> None:
        """Start without text."""
        super().__init__()
        self.seen: list[str] = []
        self.said: list[str] = []
        self._hidden = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what is said of an element, and whether its text is passed over."""
        if tag == "code" or "kf-icon" in (dict(attrs).get("class") or ""):
            self._hidden = tag
        self.said += [value for name, value in attrs if name in self.SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        """Take text again."""
        if tag == self._hidden:
            self._hidden = ""

    def handle_data(self, data: str) -> None:
        """Take a piece of text."""
        if not self._hidden and data.strip():
            self.seen.append(data.strip())


def left_of(html: str, known: frozenset[str]) -> list[str]:
    """Return the pieces of a page in which a word is neither within a mark nor known; a mark may span several."""
    reader = Words()
    reader.feed(html)
    lines = (*unmarked("\n".join(reader.seen)).splitlines(), *map(unmarked, reader.said))
    return [line for line in lines if any(len(word) > 1 and word not in known for word in words(line))]


def unmarked(text: str) -> str:
    """Return what stands outside of every mark."""
    while (left := re.sub(r"⟦[^⟦⟧]*(?:⟧|…)", " ", text)) != text:  # a drawing cuts what is too long
        text = left
    return text


OURS = {
    *("CPU", "B", "KiB", "MiB", "GiB", "TiB", "s", "ms", "min", "h", "d", "UTC", "Argo", "CD", "Flux", "Git", "GitOps"),
    *("Kubernetes", "Prometheus", "Service", "Velero", "Longhorn", "CloudNativePG", "default", "StorageClass"),
    *("Sealed", "Secrets", "External", "ApplicationSet", "Gateway", "TLS", "Istio", "ambient", "strict"),
    *("NetworkPolicy", "PodDisruptionBudget", "HorizontalPodAutoscaler", "ResourceQuota"),
    *("the", "source", "did", "not", "answer"),
}
"""Units and names, which are the same in every language, and the reason that the scenarios invent."""


def strings(value: object) -> Iterator[str]:
    """Yield every text of the facts."""
    match value:
        case str():
            yield value
        case dict():
            for key, item in value.items():
                yield from () if key == "missing" else (*strings(key), *strings(item))
        case list() | tuple():
            for item in value:
                yield from strings(item)
        case _:
            yield str(value)


@cache
def known_words(world: str) -> frozenset[str]:
    """Return every word of the facts of a world, and of the claims that its owner wrote."""
    facts = list(strings(msgspec.to_builtins(edition(world))))
    claims = [text for claim in LEDGER.claims for text in strings(asdict(claim))]
    names = (*(one.name for one in COMPONENTS), *Locale("de").months["format"]["abbreviated"].values())
    return frozenset(word for text in (*facts, *claims, *names) for word in words(text)) | OURS


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", text)


@pytest.mark.parametrize("world", ["healthy", "missing", "empty", "forbidden"])
def test_no_sentence_of_a_page_is_kept_back_in_english(world: str) -> None:
    site, left = replace(SITE, language=pseudo(), edition="private"), []
    for page in render(edition(world), site, LEDGER):
        if isinstance(page, Document):
            head = unescape(f"{page.meta['title']}<br>{page.meta['description']}")
            left += [(page.path, line) for line in left_of(page.body + head, known_words(world))]
    assert left == []


def test_what_is_not_looked_up_is_found() -> None:
    assert left_of("<p>⟦Kept by <b>all</b>⟧ and lost</p>", frozenset({"and"})) == ["  and lost"]
    assert left_of('<p title="⟦said⟧">⟦seen ⟦twice⟧⟧ 3 grafana</p>', frozenset({"grafana"})) == []


def test_two_languages_are_spoken_side_by_side() -> None:
    assert tr("not measured") == "not measured"
    with speaking("es"):
        assert tr("not measured") == "sin medir"
        with speaking("en"):
            assert tr("not measured") == "not measured"
        assert spoken().code == "es"
    assert spoken().code == "en"


def test_same_facts_give_the_same_bytes_whatever_was_rendered_before() -> None:
    english, spanish = SITE, replace(SITE, language="es")
    first = render(edition("healthy"), spanish, LEDGER)
    assert render(edition("healthy"), english, LEDGER) != first
    assert render(edition("healthy"), spanish, LEDGER) == first


@pytest.mark.parametrize(
    ("asked", "found"), [("es", "es"), ("es-MX", "es"), ("es_ES", "es"), ("en", "en"), ("en-GB", "en"), ("xx", "en")]
)
def test_closest_language_is_spoken(asked: str, found: str) -> None:
    assert find_language(asked).code == found


def test_sentence_takes_the_form_of_its_number() -> None:
    with speaking("es"):
        assert [trn("{count} node", "{count} nodes", count) for count in (0, 1, 2)] == ["0 nodos", "1 nodo", "2 nodos"]


def test_number_has_the_decimal_sign_of_the_language() -> None:
    assert format_value(0.9987, "ratio") == "99.87\u00a0%"
    with speaking("es"):
        assert format_value(0.9987, "ratio") == "99,87\u00a0%"
        assert format_value(12_345, "count") == "12\u202f345"
        assert localise("1.5") == "1,5"


def test_reason_from_a_snapshot_is_known_again_by_its_form() -> None:
    with speaking("es"):
        assert tr_known("the cluster does not serve gateways (gateway.networking.k8s.io)") == (
            "el clúster no sirve gateways (gateway.networking.k8s.io)"
        )
        assert tr_known("a reason that nobody knows") == "a reason that nobody knows"


REFUSED = "the connection was refused or the name is not known"
RECHAZADA = "se rechazó la conexión o no se conoce el nombre"
UNASKED = "the cluster's API server could not be asked"
SIN_LEER = "no se pudo leer la instantánea del clúster"
SIN_CONSULTAR = "no se pudo consultar el servidor de la API del clúster"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"{UNASKED}: {REFUSED}", f"{SIN_CONSULTAR}: {RECHAZADA}"),
        (
            f"At least 6, in 1 of 3 clusters. lab: {UNASKED}: {REFUSED}; e-2: the cluster's snapshot could not be read",
            f"Al menos 6, en 1 de 3 clústeres. lab: {SIN_CONSULTAR}: {RECHAZADA}; e-2: {SIN_LEER}",
        ),
        (
            "In none of 2 clusters. a: it says; so; b: no more",
            "En ninguno de los 2 clústeres. a: it says; so; b: no more",
        ),
    ],
)
def test_reason_within_a_reason_is_known_again(text: str, shown: str) -> None:
    assert tr_known(text) == text
    with speaking("es"):
        assert tr_known(text) == shown


def test_part_of_a_sentence_is_never_read_as_a_form() -> None:
    with speaking("es"):
        assert tr("How {name} is put together", name="{secret.__class__}") == "Cómo está formado {secret.__class__}"
