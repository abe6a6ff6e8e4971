"""A new site: the files that `kubefolio init` writes, from a few answers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from string import Template

from kubefolio.errors import SettingsError

_FOLDER = Path(__file__).parent / "assets" / "starter"
_HIDDEN = {"gitignore": ".gitignore"}
"""Files that are kept under a name that no tool takes for its own."""


@dataclass(frozen=True)
class Answers:
    """What a new site has to be told."""

    name: str
    """Name of the person, and of the site."""
    role: str = ""
    summary: str = ""
    site_url: str = "http://127.0.0.1:8000/"
    context: str = ""
    """Context of the kubeconfig; empty leaves the cluster out."""
    gitops: str = ""
    prometheus: str = ""


def build_starter(answers: Answers) -> dict[str, str]:
    """Return the files of a new site by their path below its folder, sorted."""
    known = {
        "name": answers.name,
        "role": answers.role,
        "summary": answers.summary,
        "description": answers.summary or f"{answers.name}: shown by the cluster itself.",
        "site_url": answers.site_url if answers.site_url.endswith("/") else f"{answers.site_url}/",
        "context": answers.context or None,
        "gitops": answers.gitops or None,
        "prometheus": answers.prometheus or None,
    }
    values = {key: json.dumps(value, ensure_ascii=False) for key, value in known.items()}
    return {_path(file): _fill(file, values) for file in sorted(_FOLDER.rglob("*")) if file.is_file()}


def _path(file: Path) -> str:
    name = file.relative_to(_FOLDER).as_posix()
    return _HIDDEN.get(name, name)


def _fill(file: Path, values: dict[str, str]) -> str:
    """Return a file's text; the answers stand only in `mkdocs.yml`, as JSON, which is YAML too."""
    text = file.read_text(encoding="utf-8")
    return Template(text).substitute(values) if file.name == "mkdocs.yml" else text


def write_starter(files: dict[str, str], folder: Path) -> None:
    """Write the files; where one of them is there already, nothing is written.

    Raises:
        SettingsError: a file is in the way, or the folder cannot be written.
    """
    in_the_way = [path for path in files if (folder / path).exists()]
    if in_the_way:
        raise SettingsError(f"{folder}: has {', '.join(in_the_way)} already; give an empty folder, nothing was written")
    try:
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"{folder}: cannot be written ({error.strerror}); give another folder") from error
