"""The three kinds of patterns Argo CD and Flux match paths with."""

from __future__ import annotations

import re
from functools import lru_cache

MAX_PATTERN = 500
MAX_STARS = 8
"""Patterns with more wildcards match nothing: in Python they could take for ever."""
NEVER = re.compile(r"(?!)")


@lru_cache(maxsize=2_000)
def directory_pattern(pattern: str) -> re.Pattern[str]:
    """Return Go's `path.Match`, as the git generator's directories use it: no wildcard crosses a slash."""
    return translate(pattern, star="[^/]*", double="[^/]*", one="[^/]", braces=False)


@lru_cache(maxsize=2_000)
def file_pattern(pattern: str) -> re.Pattern[str]:
    """Return a Git pathspec, as the git generator's files use it: wildcards cross slashes, a folder means all in it."""
    regex = translate(pattern, star=".*", double=".*", one=".", braces=False)
    return re.compile(regex.pattern.removesuffix(r"\Z") + r"(?:/.*)?\Z", re.DOTALL) if plain(pattern) else regex


@lru_cache(maxsize=2_000)
def source_pattern(pattern: str) -> re.Pattern[str]:
    """Return a glob of a directory source's include and exclude: wildcards cross slashes, `{a,b}` are choices."""
    return translate(pattern, star=".*", double=".*", one=".", braces=True)


def plain(pattern: str) -> bool:
    """Tell whether a pattern has no wildcards."""
    return not any(character in pattern for character in "*?[")


def translate(pattern: str, *, star: str, double: str, one: str, braces: bool) -> re.Pattern[str]:
    """Return a glob as a regular expression; a malformed one matches nothing."""
    if len(pattern) > MAX_PATTERN or len(re.findall(r"\*+", pattern)) > MAX_STARS:
        return NEVER
    out: list[str] = []
    position = 0
    depth = 0
    while position < len(pattern):
        token = re.compile(r"\*+|\?|\[[!^]?\]?[^\]]*\]|\\.|.", re.DOTALL).match(pattern, position)
        assert token is not None  # noqa: S101 - the last choice matches anything
        word = token[0]
        position = token.end()
        if word[0] == "*":
            out.append(double if len(word) > 1 else star)
        elif word == "?":
            out.append(one)
        elif word[0] == "[" and len(word) > 1:
            out.append(character_class(word, one))
        elif braces and word in "{},":
            depth += (word == "{") - (word == "}")
            out.append({"{": "(?:", "}": ")", ",": "|" if depth else ","}[word])
        else:
            out.append(re.escape(word[-1] if word[0] == "\\" and len(word) > 1 else word))
    try:
        return re.compile("".join(out) + r"\Z", re.DOTALL)
    except re.error:
        return NEVER


def character_class(word: str, one: str) -> str:
    """Return a bracket expression; a negated one keeps off slashes where wildcards do."""
    negated = word[1] in "!^"
    body = word[2:-1] if negated else word[1:-1]
    safe = body.replace("\\", r"\\").replace("[", r"\[").replace("]", r"\]")
    return ("[^" + ("/" if one == "[^/]" else "") if negated else "[") + safe + "]"


def ignored(path: str, rules: list[str]) -> bool:
    """Tell whether rules as in `.sourceignore` leave a path out; the last rule that matches decides."""
    verdict = False
    for rule in rules:
        negated = rule.startswith("!")
        if ignore_pattern(rule.lstrip("!")).match(path):
            verdict = not negated
    return verdict


@lru_cache(maxsize=2_000)
def ignore_pattern(rule: str) -> re.Pattern[str]:
    """Return one gitignore rule as a regular expression over file paths."""
    body = rule.rstrip("/")
    anchored = "/" in body
    regex = translate(body.strip("/"), star="[^/]*", double=".*", one="[^/]", braces=False)
    head = "" if anchored else r"(?:.*/)?"
    inner = regex.pattern.removesuffix(r"\Z").replace(".*/", "(?:.*/)?")
    try:
        return re.compile(head + inner + (r"/.*\Z" if rule.endswith("/") else r"(?:/.*)?\Z"), re.DOTALL)
    except re.error:
        return NEVER


def ignore_rules(content: str) -> list[str]:
    """Return the rules of a `.sourceignore` or of a source's `spec.ignore`."""
    lines = (line.strip() for line in content.splitlines())
    return [line for line in lines if line and not line.startswith("#")]
