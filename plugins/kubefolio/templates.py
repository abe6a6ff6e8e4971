"""The environment of the templates: sandboxed, strict, and everything printed goes through the encoder."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from kubefolio.facts.base import Missing
from kubefolio.views.encode import printable
from kubefolio.views.icons import icon_for


@cache
def environment(folder: Path) -> ImmutableSandboxedEnvironment:
    """Return the environment of the templates of a folder; `is missing` asks for a value that could not be read."""
    made = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals["icon_for"] = icon_for
    made.tests["missing"] = lambda value: isinstance(value, Missing)
    return made


def _finalize(value: object) -> Markup:
    html = getattr(value, "__html__", None)
    return Markup(html()) if html is not None else printable(value)  # noqa: S704  # views that print themselves
