"""Functions over lists and maps. None changes its arguments but `set` and `unset`, which sprig means to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kubefolio.sources.gitops.gotemplate.errors import GoTemplateError
from kubefolio.sources.gitops.gotemplate.printing import NO_VALUE, go_value, is_true, plain

MAX_ITEMS = 10_000


def index(value: Any, *keys: Any) -> Any:  # noqa: ANN401
    """Return an item of an item … of a value."""
    for key in keys:
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list | str):
            value = value[positive(key)]
        elif plain(value) is None:
            return None
        else:
            raise GoTemplateError("index into something that has no items")
    return value


def positive(position: int) -> int:
    """Return a list position; Go has no negative ones."""
    if position < 0:
        raise GoTemplateError("index out of range")
    return position


def dictionary(*pairs: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return a map of keys and values in turn."""
    padded = [*pairs, ""] if len(pairs) % 2 else list(pairs)
    return {go_value(k): plain(v) for k, v in zip(padded[::2], padded[1::2], strict=True)}


def merge(target: dict[str, Any], *sources: dict[str, Any]) -> dict[str, Any]:
    """Return maps merged; what the first has stays."""
    for source in sources:
        target = merged(source or {}, target or {})
    return target


def merge_overwrite(target: dict[str, Any], *sources: dict[str, Any]) -> dict[str, Any]:
    """Return maps merged; what the last has wins."""
    for source in sources:
        target = merged(target or {}, source or {})
    return target


def merged(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Lay one map over another, maps within them too; neither is changed."""
    result = dict(under)
    for key, value in over.items():
        below = result.get(key)
        result[key] = merged(below, value) if isinstance(below, dict) and isinstance(value, dict) else value
    return result


def dig(*arguments: Any) -> Any:  # noqa: ANN401
    """Return `dig key … default map`."""
    *keys, fallback, value = arguments
    for key in keys:
        if not isinstance(value, dict) or key not in value:
            return fallback
        value = value[key]
    return value


def set_key(target: dict[str, Any], key: str, value: Any) -> dict[str, Any]:  # noqa: ANN401
    """Set a key in a map that the template made, and return the map."""
    target[key] = plain(value)
    return target


def unset_key(target: dict[str, Any], key: str) -> dict[str, Any]:
    """Take a key out of a map, and return the map."""
    target.pop(key, None)
    return target


def until_step(start: int, stop: int, step: int) -> list[int]:
    """Return numbers from one to before another."""
    numbers = range(start, stop, step) if step else range(0)
    if len(numbers) > MAX_ITEMS:
        raise GoTemplateError("a list is too long")
    return list(numbers)


def sequence(*bounds: int) -> str:
    """Return numbers as text, both ends within, as the `seq` command does."""
    first, step, last = {1: (1, 1, bounds[0]), 2: (bounds[0], 1, bounds[-1])}.get(len(bounds)) or bounds
    return " ".join(map(str, until_step(first, last + (1 if step > 0 else -1), step)))


def items(value: Any) -> list[tuple[Any, Any]]:  # noqa: ANN401 - any plain value
    """Return the keys and values that a range goes over."""
    if isinstance(value, dict):
        return sorted(value.items())
    if isinstance(value, list):
        return list(enumerate(value))
    if isinstance(value, int) and not isinstance(value, bool) and value <= MAX_ITEMS:
        return [(n, n) for n in range(value)]
    if value is None or value is NO_VALUE:
        return []
    raise GoTemplateError("range over something that has no items")


def unique(values: list[Any]) -> list[Any]:
    """Return values without repetitions, in their order."""
    found: list[Any] = []
    for value in as_list(values):
        if value not in found:
            found.append(value)
    return found


def as_list(value: Any) -> list[Any]:  # noqa: ANN401
    """Return a list; nothing is an empty one."""
    value = plain(value)
    if value is None:
        return []
    if len(value) > MAX_ITEMS:
        raise GoTemplateError("a list is too long")
    return list(value)


def cut(values: list[Any], start: int = 0, end: int | None = None) -> list[Any]:
    """Return a part of a list."""
    return as_list(values)[start:end]


def omit(value: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return a map without some keys."""
    return {k: v for k, v in value.items() if k not in names}


def pick(value: dict[str, Any], *names: str) -> dict[str, Any]:
    """Return a map with some keys only."""
    return {k: v for k, v in value.items() if k in names}


def all_keys(*values: dict[str, Any]) -> list[str]:
    """Return the keys of maps; Go's order is by chance, ours is not."""
    return [key for value in values for key in sorted(plain(value) or {})]


def deep_copy(value: Any) -> Any:  # noqa: ANN401
    """Return a copy that can be changed."""
    if isinstance(value, dict):
        return {k: deep_copy(v) for k, v in value.items()}
    return [deep_copy(v) for v in value] if isinstance(value, list) else value


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "len": lambda v: len(plain(v) or ()),
    "index": index,
    "slice": cut,
    "list": lambda *vs: [plain(v) for v in vs],
    "tuple": lambda *vs: [plain(v) for v in vs],
    "first": lambda v: (as_list(v) or [None])[0],
    "last": lambda v: (as_list(v) or [None])[-1],
    "rest": lambda v: as_list(v)[1:],
    "initial": lambda v: as_list(v)[:-1],
    "append": lambda v, item: [*as_list(v), plain(item)],
    "push": lambda v, item: [*as_list(v), plain(item)],
    "prepend": lambda v, item: [plain(item), *as_list(v)],
    "concat": lambda *vs: [item for v in vs for item in as_list(v)],
    "reverse": lambda v: as_list(v)[::-1],
    "uniq": unique,
    "without": lambda v, *out: [item for item in as_list(v) if item not in out],
    "has": lambda item, v: item in as_list(v),
    "compact": lambda v: [item for item in as_list(v) if is_true(item)],
    "chunk": lambda n, v: [as_list(v)[i : i + n] for i in range(0, len(as_list(v)), n)],
    "sortAlpha": lambda v: sorted(map(go_value, as_list(v))),
    "join": lambda by, v: by.join(go_value(i) for i in (as_list(v) if isinstance(v, list) else [v])),
    "toStrings": lambda v: [go_value(item) for item in as_list(v)],
    "until": lambda n: until_step(0, n, 1),
    "untilStep": until_step,
    "seq": sequence,
    "dict": dictionary,
    "get": lambda v, key: v.get(key, ""),
    "set": set_key,
    "unset": unset_key,
    "hasKey": lambda v, key: isinstance(v, dict) and key in v and v[key] is not NO_VALUE,
    "pluck": lambda key, *vs: [v[key] for v in vs if key in v],
    "keys": all_keys,
    "values": lambda v: [v[key] for key in sorted(v)],
    "pick": pick,
    "omit": omit,
    "merge": merge,
    "mustMerge": merge,
    "mergeOverwrite": merge_overwrite,
    "mustMergeOverwrite": merge_overwrite,
    "deepCopy": deep_copy,
    "mustDeepCopy": deep_copy,
    "dig": dig,
}
