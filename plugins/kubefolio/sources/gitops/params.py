"""Parameters of ApplicationSet generators: flattened, selected, and put into templates."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import Any

from kubefolio.sources.gitops.gotemplate import render
from kubefolio.sources.gitops.gotemplate.printing import go_value
from kubefolio.sources.gitops.gotemplate.text_functions import sanitize
from kubefolio.sources.gitops.objects import Body, mapping, mappings, string, strings

PLACEHOLDER = re.compile(r"\{\{([^{}]*)\}\}")
MAX_FLAT = 5_000


def flatten(value: Any, prefix: str = "", out: Body | None = None) -> dict[str, str]:  # noqa: ANN401 - any plain value
    """Return nested parameters under dotted names, as text."""
    out = {} if out is None else out
    if isinstance(value, dict | list) and len(out) < MAX_FLAT:
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, item in pairs:
            flatten(item, f"{prefix}.{key}" if prefix else str(key), out)
    elif prefix:
        out[prefix] = go_value(value)
    return out


def path_params(path: str, prefix: str, *, go_template: bool, filename: str = "") -> Body:
    """Return the parameters that the git generator gives for a folder, or for a file in it."""
    base = posixpath.basename(path)
    name = {"filename": filename, "filenameNormalized": sanitize(filename)} if filename else {}
    if go_template:
        own: Body = {"path": path, "basename": base, "basenameNormalized": sanitize(base), "segments": path.split("/")}
        params: Body = {"path": own | name}
        return {prefix: params} if prefix else params
    key = f"{prefix}.path" if prefix else "path"
    flat = {key: path, f"{key}.basename": base, f"{key}.basenameNormalized": sanitize(base)}
    flat |= {f"{key}[{index}]": part for index, part in enumerate(path.split("/"))}
    return flat | {f"{key}.{k}": v for k, v in name.items()}


def selected(selector: Body, params: Body) -> bool:
    """Tell whether parameters pass a generator's `selector`."""
    if not selector:
        return True
    flat = flatten(params)
    labels = mapping(selector.get("matchLabels"))
    if any(flat.get(key) != string(value) for key, value in labels.items()):
        return False
    return all(expression_holds(item, flat) for item in mappings(selector.get("matchExpressions")))


def expression_holds(item: Body, flat: dict[str, str]) -> bool:
    """Tell whether one expression of a selector holds."""
    key, values = string(item.get("key")), strings(item.get("values"))
    return {
        "In": flat.get(key) in values,
        "NotIn": flat.get(key) not in values,
        "Exists": key in flat,
        "DoesNotExist": key not in flat,
    }.get(string(item.get("operator")), False)


class Templating:
    """How one ApplicationSet puts parameters into its templates."""

    def __init__(self, spec: Body) -> None:
        """Read the choices of the ApplicationSet."""
        self.go_template = spec.get("goTemplate") is True
        self.missing_is_error = "missingkey=error" in strings(spec.get("goTemplateOptions"))

    def text(self, template: str, params: Body) -> str:
        """Return a text with parameters put in.

        Raises:
            GoTemplateError: The template fails, as it would in the cluster.
        """
        if "{{" not in template:
            return template
        if self.go_template:
            return render(template, params, missing_is_error=self.missing_is_error)
        return PLACEHOLDER.sub(lambda found: flat_value(params, found), template)

    def deep(self, value: Any, params: Body) -> Any:  # noqa: ANN401 - any plain value
        """Return a value with parameters put into every text of it, keys included."""
        return deep(value, lambda template: self.text(template, params))


def flat_value(params: Body, found: re.Match[str]) -> str:
    """Return the value of a placeholder; an unknown one stays as it is."""
    value = params.get(found[1].strip())
    return found[0] if value is None else go_value(value)


def deep(value: Any, change: Callable[[str], str]) -> Any:  # noqa: ANN401 - any plain value
    """Return a value with every text of it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {change(key): deep(item, change) for key, item in value.items()}
    return [deep(item, change) for item in value] if isinstance(value, list) else value
