"""Functions over text."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from kubefolio.sources.gitops.gotemplate.errors import GoTemplateError
from kubefolio.sources.gitops.gotemplate.printing import go_value, plain, printf, quoted

MAX_TEXT = 1_000_000
MAX_PATTERN = 300
MAX_SUBJECT = 2_000
NESTED_REPEAT = re.compile(r"[+*}][^()]*\)+[+*{]|\(\S*\|\S*\)[+*{]")
GROUP = re.compile(r"\$(?:\{(\w+)\}|(\w+))")


def pattern(text: str, *subjects: str) -> re.Pattern[str]:
    """Return a compiled pattern; one that could take for ever in Python is refused, for Go's engine cannot."""
    if len(text) > MAX_PATTERN or any(len(s) > MAX_SUBJECT for s in subjects) or NESTED_REPEAT.search(text):
        raise GoTemplateError("a regular expression is beyond what we evaluate")
    try:
        return re.compile(text.replace(r"\z", r"\Z"))
    except re.error:
        raise GoTemplateError("a regular expression is malformed") from None


def replace_all(regex: str, text: str, replacement: str) -> str:
    """Replace all matches; `$1` and `${1}` stand for groups."""
    parts = pattern(regex, text)

    def expand(found: re.Match[str]) -> str:
        return GROUP.sub(lambda g: group_text(found, g[1] or g[2]), replacement)

    return parts.sub(expand, text)


def group_text(found: re.Match[str], name: str) -> str:
    """Return a group's text; a group that is not there is empty."""
    try:
        return found[int(name) if name.isdigit() else name] or ""
    except (IndexError, re.error):
        return ""


def find_all(regex: str, text: str, count: int) -> list[str]:
    """Return up to `count` matches, all of them for a negative one."""
    found = [m[0] for m in pattern(regex, text).finditer(text)]
    return found if count < 0 else found[:count]


def regex_split(regex: str, text: str, count: int) -> list[str]:
    """Split text where a pattern matches."""
    parts: list[str] = []
    start = 0
    for found in pattern(regex, text).finditer(text):
        if 0 < count <= len(parts) + 1:
            break
        if found.end() > found.start():
            parts.append(text[start : found.start()])
            start = found.end()
    return [*parts, text[start:]]


def indent(count: int, text: Any) -> str:  # noqa: ANN401
    """Put spaces before every line."""
    space = " " * min(int(count), 200)
    return space + go_value(text).replace("\n", "\n" + space)


def repeat(count: int, text: str) -> str:
    """Repeat text, within a limit."""
    if count * len(text) > MAX_TEXT:
        raise GoTemplateError("repeat makes too long a text")
    return text * count


def truncate(count: int, text: Any) -> str:  # noqa: ANN401
    """Return the first characters, the last ones for a negative count."""
    value = go_value(text)
    return value[count:] if count < 0 else value[:count]


def substring(start: int, end: int, text: str) -> str:
    """Return a part of a text, as sprig counts."""
    return text[max(start, 0) :] if end < 0 or end > len(text) else text[max(start, 0) : end]


def words(text: str) -> list[str]:
    """Return the words of a name in any case."""
    return re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", text[:MAX_SUBJECT])


def camel_case(text: str) -> str:
    """Return a name in UpperCamelCase."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[_\-\s]+", text))


def numbered(parts: list[str]) -> dict[str, str]:
    """Return parts under `_0`, `_1` …, as sprig's split does."""
    return {f"_{index}": part for index, part in enumerate(parts)}


def sanitize(text: str) -> str:
    """Return text as a DNS name: Argo CD's `normalize`."""
    lowered = re.sub(r"[^-a-z0-9.]", "-", str(text).lower())[:253]
    return lowered.strip("-.")


def slugify(*arguments: Any) -> str:  # noqa: ANN401
    """Return Argo CD's slug of a name: `slugify [max [smart]] name`."""
    text = str(arguments[-1])
    size = int(arguments[0]) if len(arguments) > 1 else 50
    smart = bool(arguments[1]) if len(arguments) > 2 else True  # noqa: PLR2004 - size, smart, name
    slug = re.sub(r"-+", "-", re.sub(r"[^a-z0-9_-]+", "-", text.lower())).strip("-_")
    if len(slug) <= size:
        return slug
    cut = slug[:size]
    return (cut.rsplit("-", 1)[0] if smart and slug[size] != "-" and "-" in cut else cut).strip("-_")


def cat(*values: Any) -> str:  # noqa: ANN401
    """Join values with spaces."""
    return " ".join(go_value(v) for v in values if plain(v) is not None)


def go_print(*values: Any) -> str:  # noqa: ANN401
    """Join values as Go's Sprint does: a space between two that are both no text."""
    out = ""
    for index, value in enumerate(values):
        gap = index > 0 and not isinstance(value, str) and not isinstance(values[index - 1], str)
        out += (" " if gap else "") + go_value(value)
    return out


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "print": go_print,
    "println": lambda *vs: " ".join(map(go_value, vs)) + "\n",
    "printf": printf,
    "quote": lambda *vs: " ".join(quoted(v) for v in vs if plain(v) is not None),
    "squote": lambda *vs: " ".join("'" + go_value(v) + "'" for v in vs if plain(v) is not None),
    "toString": go_value,
    "cat": cat,
    "indent": indent,
    "nindent": lambda n, text: "\n" + indent(n, text),
    "trim": lambda text: str(text).strip(),
    "trimAll": lambda cut, text: text.strip(cut),
    "trimPrefix": lambda cut, text: go_value(text).removeprefix(cut),
    "trimSuffix": lambda cut, text: go_value(text).removesuffix(cut),
    "upper": lambda text: go_value(text).upper(),
    "lower": lambda text: go_value(text).lower(),
    "title": lambda text: re.sub(r"(^|[\s_-])(\w)", lambda m: m[1] + m[2].upper(), text),
    "untitle": lambda text: re.sub(r"(^|\s)(\w)", lambda m: m[1] + m[2].lower(), text),
    "repeat": repeat,
    "substr": substring,
    "trunc": truncate,
    "abbrev": lambda n, text: text if len(text) <= n else text[: n - 3] + "...",
    "nospace": lambda text: re.sub(r"\s", "", text),
    "initials": lambda text: "".join(word[0] for word in text.split()),
    "contains": lambda part, text: part in go_value(text),
    "hasPrefix": lambda part, text: go_value(text).startswith(part),
    "hasSuffix": lambda part, text: go_value(text).endswith(part),
    "replace": lambda old, new, text: go_value(text).replace(old, new),
    "regexMatch": lambda regex, text: bool(pattern(regex, text).search(text)),
    "mustRegexMatch": lambda regex, text: bool(pattern(regex, text).search(text)),
    "regexFind": lambda regex, text: (find_all(regex, text, 1) or [""])[0],
    "regexFindAll": find_all,
    "regexReplaceAll": replace_all,
    "mustRegexReplaceAll": replace_all,
    "regexReplaceAllLiteral": lambda regex, text, new: pattern(regex, text).sub(lambda _: new, text),
    "regexSplit": regex_split,
    "regexQuoteMeta": re.escape,
    "split": lambda by, text: numbered(text.split(by)),
    "splitn": lambda by, n, text: numbered(text.split(by, n - 1)),
    "splitList": lambda by, text: text.split(by),
    "camelcase": camel_case,
    "kebabcase": lambda text: "-".join(words(text)).lower(),
    "snakecase": lambda text: "_".join(words(text)).lower(),
    "plural": lambda one, many, n: one if n == 1 else many,
    "normalize": sanitize,
    "slugify": slugify,
    "urlquery": lambda text: text,
    "html": lambda text: text,
    "js": lambda text: text,
    "base": lambda path: path.rstrip("/").rsplit("/", 1)[-1] or "/",
    "dir": lambda path: path.rsplit("/", 1)[0] if "/" in path else ".",
    "ext": lambda path: "." + path.rsplit(".", 1)[1] if "." in path.rsplit("/", 1)[-1] else "",
    "clean": lambda path: re.sub(r"/+", "/", path).rstrip("/") or ".",
}
