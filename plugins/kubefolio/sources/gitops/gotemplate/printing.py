"""How Go prints values, what it takes for true, and what stands for a missing one."""

from __future__ import annotations

import re
from typing import Any

from kubefolio.sources.gitops.gotemplate.errors import GoTemplateError

VERB = re.compile(r"%([-+# 0]*)(\d*)(?:\.(\d+))?([a-zA-Z%])")
MAX_WIDTH = 1_000
WORDS = {None: "<nil>", True: "true", False: "false"}


class NoValue:
    """A key that a map does not have. False, empty, and printed as `<no value>`."""

    def __bool__(self) -> bool:
        """Return False."""
        return False


NO_VALUE = NoValue()


def is_true(value: Any) -> bool:  # noqa: ANN401 - any plain value
    """Tell whether Go's templates take a value for true."""
    return bool(value)


def plain(value: Any) -> Any:  # noqa: ANN401 - any plain value
    """Return None in place of a missing value."""
    return None if value is NO_VALUE else value


def text_of(value: Any) -> str:  # noqa: ANN401 - any plain value
    """Return what `{{ value }}` prints."""
    if value is None or value is NO_VALUE:
        return "<no value>"
    return go_value(value)


def go_value(value: Any) -> str:  # noqa: ANN401 - any plain value
    """Return what `%v` prints."""
    if isinstance(value, str | bool) or value is None or value is NO_VALUE:
        return value if isinstance(value, str) else WORDS[plain(value)]
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)  # noqa: PLR2004 - as Go
    if isinstance(value, list):
        return "[" + " ".join(map(go_value, value)) + "]"
    if isinstance(value, dict):
        return "map[" + " ".join(f"{key}:{go_value(item)}" for key, item in sorted(value.items())) + "]"
    return str(value)


def quoted(value: Any) -> str:  # noqa: ANN401 - any plain value
    """Return what `%q` prints."""
    text = go_value(value).replace("\\", "\\\\").replace('"', '\\"')
    return '"' + text.replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r") + '"'


def printf(template: str, *values: Any) -> str:  # noqa: ANN401 - any plain value
    """Return what Go's printf prints, for the verbs that charts use."""
    rest = list(values)

    def one(found: re.Match[str]) -> str:
        flags, width, precision, verb = found.groups()
        if verb == "%":
            return "%"
        if int(width or 0) > MAX_WIDTH or int(precision or 0) > MAX_WIDTH:
            raise GoTemplateError("printf with a huge width")
        if not rest:
            return f"%!{verb}(MISSING)"
        return padded(verb_text(verb, rest.pop(0), precision), flags, int(width or 0), verb)

    return VERB.sub(one, template)


def verb_text(verb: str, value: Any, precision: str | None) -> str:  # noqa: ANN401 - any plain value
    """Return what one verb prints before it is padded."""
    if verb in "qdt":
        return quoted(value) if verb == "q" else str(int(value)) if verb == "d" else go_value(bool(value))
    if verb in "xX":
        text = format(value, "x") if isinstance(value, int) else go_value(value).encode().hex()
        return text.upper() if verb == "X" else text
    if verb in "feg":
        return format(float(value), f".{precision or 6}{verb}")
    text = go_value(value)
    return text[: int(precision)] if precision and verb == "s" else text


def padded(text: str, flags: str, width: int, verb: str) -> str:
    """Return text as wide as a verb asks for."""
    if "-" in flags:
        return text.ljust(width)
    return text.zfill(width) if "0" in flags and verb in "dxXf" else text.rjust(width)
