"""The environment of the templates: sandboxed, strict, and everything printed goes through the encoder."""

from __future__ import annotations

import contextlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.sandbox import ImmutableSandboxedEnvironment

from kubefolio.facts.base import Missing
from kubefolio.files import cache_folder, write_whole
from kubefolio.language import tr_known
from kubefolio.views.encode import counted, finalize, sentence
from kubefolio.views.icons import icon_for

_PROGRAMS = ("jinja2", "kubefolio")


class CompiledTemplates(BytecodeCache):
    """Jinja's cache in the folder of all caches; where that cannot be read or written, templates are compiled anew.

    Jinja tells a template's content and Python's version apart; its own version and ours are in the folder's name.
    """

    def __init__(self) -> None:
        """Name the folder; it is made when something is kept."""
        self._folder = cache_folder() / "templates" / "-".join(version(name) for name in _PROGRAMS)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept of a template, if there is such."""
        with contextlib.suppress(OSError), (self._folder / bucket.key).open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template."""
        with contextlib.suppress(OSError):
            write_whole(self._folder / bucket.key, bucket.bytecode_to_string())


_FORMATS = ("format", "format_map")
"""Methods that Jinja's sandbox puts its own in the place of."""


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

    def getattr(self, obj: object, attribute: str) -> Any:  # noqa: ANN401  # Jinja's own
        """Return what a template asks of an object: what it may see needs no second look, but for ways to format."""
        if attribute in _FORMATS or not self._answers.get((type(obj), attribute)):
            return super().getattr(obj, attribute)
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return super().getattr(obj, attribute)


@cache
def environment(folder: Path) -> ImmutableSandboxedEnvironment:
    """Return the environment of the templates of a folder.

    `is missing` asks for a value that could not be read, and `why` for the reason. `_` and `_n` are `tr` and `trn` for
    sentences of the template, which may hold HTML; `say` is `tr_known`.
    """
    made = Sandbox(
        loader=FileSystemLoader(folder),
        bytecode_cache=CompiledTemplates(),
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
