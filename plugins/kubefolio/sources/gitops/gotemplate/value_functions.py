"""Functions over single values: logic, comparison, numbers, types, versions and encodings."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import re
from collections.abc import Callable
from typing import Any, NoReturn

import yaml

from kubefolio.sources.gitops import yaml_values
from kubefolio.sources.gitops.gotemplate.errors import GoTemplateError
from kubefolio.sources.gitops.gotemplate.printing import go_value, is_true, plain

VERSION = re.compile(r"v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+.*)?$")
CONSTRAINT = re.compile(r"(>=|<=|!=|=|>|<|\^|~>?)?\s*v?([0-9xX*][0-9A-Za-z.*+-]*)")


def fail(_: str) -> NoReturn:
    """Stop the template, as its author asked for."""
    raise GoTemplateError("the template refuses its values")


def required(message: str, value: Any) -> Any:  # noqa: ANN401, ARG001
    """Return a value that must be there."""
    if value is None or value == "":
        raise GoTemplateError("a required value is not set")
    return value


def default(fallback: Any, value: Any = None) -> Any:  # noqa: ANN401
    """Return the value, or the fallback for an empty one."""
    return value if is_true(value) else fallback


def equal(first: Any, *others: Any) -> bool:  # noqa: ANN401
    """Tell whether the first value is equal to one of the others."""
    return any(same(first, other) for other in others)


def same(a: Any, b: Any) -> bool:  # noqa: ANN401
    """Compare two values; a number written with a fraction was kept as text."""
    a, b = plain(a), plain(b)
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    return bool(a == b) or (isinstance(a, float) != isinstance(b, float) and go_value(a) == go_value(b))


def compare(a: Any, b: Any) -> int:  # noqa: ANN401
    """Return -1, 0 or 1."""
    if isinstance(a, str) and isinstance(b, str):
        return (a > b) - (a < b)
    x, y = to_float(a), to_float(b)
    return (x > y) - (x < y)


def to_int(value: Any) -> int:  # noqa: ANN401
    """Return an integer, 0 for what is none, as sprig does."""
    try:
        return int(float(value)) if not isinstance(value, str) or "." in value else int(value, 0)
    except (TypeError, ValueError, OverflowError):
        return 0


def to_float(value: Any) -> float:  # noqa: ANN401
    """Return a number, 0 for what is none."""
    try:
        return float(value)
    except (TypeError, ValueError):
        return 0.0


def divide(a: Any, b: Any) -> int:  # noqa: ANN401
    """Divide integers towards zero."""
    x, y = to_int(a), to_int(b)
    return int(x / y) if y else fail("")


def kind_of(value: Any) -> str:  # noqa: ANN401
    """Return the name Go has for the kind of a value."""
    value = plain(value)
    if value is None:
        return "invalid"
    names: list[tuple[type, str]] = [(bool, "bool"), (str, "string"), (int, "int"), (float, "float64"), (list, "slice")]
    return next((name for kind, name in names if isinstance(value, kind)), "map")


def parse_version(text: str) -> tuple[tuple[int, ...], str]:
    """Return the numbers and the pre-release of a semantic version."""
    found = VERSION.match(str(text).strip())
    if found is None:
        raise GoTemplateError("not a semantic version")
    return tuple(int(found[n] or 0) for n in (1, 2, 3)), found[4] or ""


def compare_versions(a: tuple[tuple[int, ...], str], b: tuple[tuple[int, ...], str]) -> int:
    """Return -1, 0 or 1 by semantic versioning; a pre-release comes before its release."""
    key_a = (a[0], not a[1], a[1])
    key_b = (b[0], not b[1], b[1])
    return (key_a > key_b) - (key_a < key_b)


def semver_compare(constraint: str, version: str) -> bool:
    """Tell whether a version satisfies a constraint: comparators joined by commas or spaces, `||` between choices."""
    asked = parse_version(version)
    return any(
        all(satisfies(asked, sign or "=", bound) for sign, bound in CONSTRAINT.findall(choice))
        for choice in str(constraint).split("||")
    )


def satisfies(version: tuple[tuple[int, ...], str], sign: str, bound: str) -> bool:
    """Tell whether a version satisfies one comparator."""
    if bound in ("*", "x", "X"):
        return True
    given = [part for part in bound.partition("-")[0].split(".") if part.isdigit()]
    low = parse_version(".".join(given) + ("-" + bound.split("-", 1)[1] if "-" in bound else ""))
    order = compare_versions(version, low)
    if sign in ("=", "~", "~>", "^"):
        fixed = range_length(sign, given)
        return order >= 0 and version[0][:fixed] == low[0][:fixed]
    return {">=": order >= 0, "<=": order <= 0, ">": order > 0, "<": order < 0, "!=": order != 0}[sign]


def range_length(sign: str, given: list[str]) -> int:
    """Return how many leading numbers of a version a comparator fixes."""
    if sign == "=":
        return len(given)
    if sign == "^":
        return next((i + 1 for i, n in enumerate(given) if int(n)), len(given))
    return min(len(given), 2)


def to_yaml(value: Any) -> str:  # noqa: ANN401
    """Return a value as YAML, without the last line end, as Helm does."""
    text: str = yaml.dump(plain(value), Dumper=Dumper, default_flow_style=False, allow_unicode=True, width=10**6)
    return text.removesuffix("\n").removesuffix("\n...")


class Dumper(yaml.SafeDumper):
    """Writes YAML without anchors."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002
        """Write every value in full."""
        return True


def from_yaml(text: str) -> Any:  # noqa: ANN401
    """Return the value of YAML text, or Helm's error map."""
    try:
        return yaml_values.parse(str(text))
    except yaml_values.YamlError:
        return {"Error": "not YAML"}


def to_json(value: Any) -> str:  # noqa: ANN401
    """Return a value as JSON."""
    return json.dumps(plain(value), separators=(",", ":"), sort_keys=True, ensure_ascii=False)


def b64decode(text: str) -> str:
    """Return the text that is encoded."""
    return base64.b64decode(text, validate=False).decode(errors="replace")


def semver(text: str) -> dict[str, Any]:
    """Return the parts of a semantic version."""
    numbers, pre = parse_version(text)
    return dict(zip(("Major", "Minor", "Patch"), numbers, strict=True)) | {"Prerelease": pre, "Original": text}


def not_decidable(*_: Any) -> Any:  # noqa: ANN401
    """Stop at what differs from one rendering to the next."""
    raise GoTemplateError("the result depends on time or chance")


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "not": lambda v: not is_true(v),
    "eq": equal,
    "ne": lambda a, b: not same(a, b),
    "lt": lambda a, b: compare(a, b) < 0,
    "le": lambda a, b: compare(a, b) <= 0,
    "gt": lambda a, b: compare(a, b) > 0,
    "ge": lambda a, b: compare(a, b) >= 0,
    "default": default,
    "empty": lambda v: not is_true(v),
    "coalesce": lambda *vs: next((v for v in vs if is_true(v)), None),
    "all": lambda *vs: all(map(is_true, vs)),
    "any": lambda *vs: any(map(is_true, vs)),
    "ternary": lambda a, b, test: a if is_true(test) else b,
    "fail": fail,
    "required": required,
    "int": to_int,
    "int64": to_int,
    "atoi": to_int,
    "float64": to_float,
    "add": lambda *vs: sum(map(to_int, vs)),
    "add1": lambda v: to_int(v) + 1,
    "sub": lambda a, b: to_int(a) - to_int(b),
    "mul": lambda *vs: math.prod(map(to_int, vs)),
    "div": divide,
    "mod": lambda a, b: math.fmod(to_int(a), to_int(b)).__int__(),
    "max": lambda *vs: max(map(to_int, vs)),
    "min": lambda *vs: min(map(to_int, vs)),
    "floor": lambda v: float(math.floor(to_float(v))),
    "ceil": lambda v: float(math.ceil(to_float(v))),
    "round": lambda v, n=0: round(to_float(v), n),
    "kindOf": kind_of,
    "kindIs": lambda kind, v: kind_of(v) == kind,
    "typeOf": lambda v: {"map": "map[string]interface {}", "slice": "[]interface {}"}.get(kind_of(v), kind_of(v)),
    "typeIs": lambda kind, v: kind_of(v) == kind,
    "deepEqual": lambda a, b: plain(a) == plain(b),
    "semverCompare": semver_compare,
    "semver": semver,
    "toYaml": to_yaml,
    "toYamlPretty": to_yaml,
    "fromYaml": from_yaml,
    "fromYamlArray": from_yaml,
    "toJson": to_json,
    "toRawJson": to_json,
    "toPrettyJson": lambda v: json.dumps(plain(v), indent=2, sort_keys=True, ensure_ascii=False),
    "fromJson": from_yaml,
    "fromJsonArray": from_yaml,
    "b64enc": lambda text: base64.b64encode(go_value(text).encode()).decode(),
    "b64dec": b64decode,
    "sha1sum": lambda text: hashlib.sha1(go_value(text).encode(), usedforsecurity=False).hexdigest(),
    "sha256sum": lambda text: hashlib.sha256(go_value(text).encode()).hexdigest(),
    "lookup": lambda *_: {},
    "now": not_decidable,
    "date": not_decidable,
    "uuidv4": lambda: "not-decidable",
    "randAlphaNum": lambda _: "not-decidable",
    "randAlpha": lambda _: "not-decidable",
    "randNumeric": lambda _: "0",
    "randAscii": lambda _: "not-decidable",
    "genCA": lambda *_: {"Cert": "", "Key": ""},
    "genSelfSignedCert": lambda *_: {"Cert": "", "Key": ""},
    "genSignedCert": lambda *_: {"Cert": "", "Key": ""},
    "genPrivateKey": lambda _: "",
    "htpasswd": lambda *_: "",
}
"""`env`, `expandenv` and `getHostByName` are left out, as Argo CD and Helm do. Generated secrets are empty."""
