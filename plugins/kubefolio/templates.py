"""The environment of the templates: sandboxed, strict, and everything printed goes through the encoder."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from kubefolio.facts.base import Missing
from kubefolio.language import tr_known
from kubefolio.views.encode import counted, finalize, sentence
from kubefolio.views.icons import icon_for


@cache
def environment(folder: Path) -> ImmutableSandboxedEnvironment:
    """Return the environment of the templates of a folder.

    `is missing` asks for a value that could not be read, and `why` for the reason. `_` and `_n` are `tr` and `trn` for
    sentences of the template, which may hold HTML; `say` is `tr_known`.
    """
    made = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update({"icon_for": icon_for, "_": sentence, "_n": counted, "say": tr_known, "why": _why})
    made.tests["missing"] = lambda value: isinstance(value, Missing)
    return made


def _why(missing: Missing) -> str:
    return tr_known(missing.missing)
