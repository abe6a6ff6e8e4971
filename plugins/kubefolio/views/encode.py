"""The one way from a value to a page: text from outside becomes data that no Markdown, HTML or Jinja engine acts on."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache

from markupsafe import Markup, escape

from kubefolio.facts.base import Missing
from kubefolio.language import month, tr, tr_known, trn
from kubefolio.measures.base import Measurement

MAX_CHARACTERS = 500
"""Longer text is cut and marked with an ellipsis."""

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
"""Control characters, those that change the direction of text or hide it, and those that YAML or UTF-8 refuse."""
_ENTITIES = {ord(c): f"&#{ord(c)};" for c in map(chr, range(0x21, 0x7F)) if not c.isalnum()}
_INERT = (Markup, int)
"""Types of values whose text needs no encoding."""
_SPACES = {ord(c): " " for c in "\t\n\r\x85"}


@lru_cache(maxsize=16384)
def encode(text: str) -> Markup:
    """Return text with every ASCII character but letters, digits and spaces as a numeric entity.

    It is then inert to Markdown, HTML, SVG, Jinja and the macros plugin, and still reads and searches as the original.
    """
    cut = text if len(text) <= MAX_CHARACTERS else text[: MAX_CHARACTERS - 1] + "…"
    visible = _INVISIBLE.sub("\ufffd", cut.translate(_SPACES))
    encoded = visible.translate(_ENTITIES)
    encoded = f"&#32;{encoded[1:]}" if encoded.startswith(" ") else encoded  # four spaces would begin a code block
    return Markup(encoded)  # noqa: S704  # this is the encoder


def fill(template: str, *values: object, **named: object) -> Markup:
    """Return HTML of our own with values in its places; a value that is not Markup yet is escaped.

    It says what `Markup.format` says, in a sixth of its time: diagrams are hundreds of small shapes.
    """
    inert = [value if type(value) in _INERT else escape(value) for value in values]
    marked = {name: value if type(value) in _INERT else escape(value) for name, value in named.items()}
    return Markup(str.format(template, *inert, **marked))  # noqa: S704  # escaped above


def printable(value: object) -> Markup:
    """Return any value that a view holds as it stands on a page; the `finalize` step of every template.

    Raises:
        TypeError: the value is of a kind that no page prints, such as None.
    """
    match value:
        case Markup():
            return value
        case str():
            return encode(value)
        case Measurement():
            return _measurement(value)
        case Missing():
            return fill(
                '<span class="kf-missing" title="{}">{}</span>',
                encode(tr_known(value.missing)),
                encode(tr("not measured")),
            )
        case datetime():
            return format_time(value)
        case bool() | None:
            raise TypeError(f"a page cannot print {value!r}")
        case int() | float():
            return encode(f"{value:g}" if isinstance(value, float) else str(value))
        case _:
            raise TypeError(f"a page cannot print a {type(value).__name__}")


def finalize(value: object) -> Markup:
    """Return what a template prints of a value: a view that prints itself, or `printable`."""
    if type(value) is Markup:
        return value
    html = getattr(value, "__html__", None)
    return Markup(html()) if html is not None else printable(value)  # noqa: S704  # views that print themselves


def sentence(message: str, /, **parts: object) -> Markup:
    """Return a sentence of ours, which may hold HTML, in the language that is spoken; its parts are printed as values.

    Args:
        message: As for `tr`: a literal.
        parts: What stands for each name, of any kind that a template prints.
    """
    return Markup(tr(message, **{name: finalize(part) for name, part in parts.items()}))  # noqa: S704  # ours


def counted(one: str, many: str, count: int, /, **parts: object) -> Markup:
    """Return a sentence like that of `sentence` whose form depends on a number."""
    return Markup(trn(one, many, count, **{name: finalize(part) for name, part in parts.items()}))  # noqa: S704  # ours


def _measurement(taken: Measurement) -> Markup:
    if isinstance(taken.value, Missing):
        return printable(taken.value)
    return fill(
        '<data class="kf-measure" value="{}" title="{}">{}</data>',
        encode(str(taken.value)),
        encode(f"{tr_known(taken.measure.definition)} {taken.note}".strip()),
        encode(taken.text),
    )


def format_time(time: datetime) -> Markup:
    """Return a time in UTC, to the minute, for people and machines."""
    utc = time.astimezone(UTC)
    iso, words = f"{utc:%Y-%m-%dT%H:%M:%SZ}", f"{utc.day} {month(utc)} {utc:%Y, %H:%M} UTC"
    return fill('<time datetime="{}">{}</time>', iso, words)


def page_meta(title: str, description: str, *, hide: tuple[str, ...] = ()) -> dict[str, object]:
    """Return what the front matter of a generated page says.

    Title and description are encoded, since the theme prints them as they are; the macros plugin is told to stay away.
    """
    texts = {"title": str(encode(title)), "description": str(encode(description))}
    meta: dict[str, object] = {"generated": "kubefolio", "render_macros": False, **texts}
    return {**meta, "hide": list(hide)} if hide else meta


def front_matter(meta: Mapping[str, object]) -> str:
    """Return the head of a page: each value in its JSON form, which YAML reads as well."""
    lines = (f"{key}: {value if value == 'kubefolio' else _yaml(value)}" for key, value in meta.items())
    return "---\n" + "\n".join(lines) + "\n---\n"


def _yaml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
