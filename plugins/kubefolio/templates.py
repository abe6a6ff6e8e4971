"""The environment of the templates: sandboxed, strict, and everything printed goes through the encoder."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from kubefolio.facts.base import Missing
from kubefolio.language import tr_known
from kubefolio.views.encode import counted, finalize, sentence
from kubefolio.views.icons import icon_for


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, asked once for each type and attribute: its answer depends on nothing else."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  # Jinja's own
        """Start with nothing asked."""
        super().__init__(**options)
        self._answers: dict[tuple[type, str], bool] = {}

    def is_safe_attribute(self, obj: object, attr: str, value: object) -> bool:
        """Tell whether a template may see an attribute."""
        asked = type(obj), attr
        if asked not in self._answers:
            self._answers[asked] = super().is_safe_attribute(obj, attr, value)
        return self._answers[asked]


@cache
def environment(folder: Path) -> ImmutableSandboxedEnvironment:
    """Return the environment of the templates of a folder.

    `is missing` asks for a value that could not be read, and `why` for the reason. `_` and `_n` are `tr` and `trn` for
    sentences of the template, which may hold HTML; `say` is `tr_known`.
    """
    made = Sandbox(
        loader=FileSystemLoader(folder),
        auto_reload=False,  # the files of a package do not change while it runs
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
