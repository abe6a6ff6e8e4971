"""A second, independent reading of the example's ApplicationSets: generators over the folder, templates by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2] / "examples" / "homelab"
_WAVE = "argocd.argoproj.io/sync-wave"
_EXPRESSION = re.compile(r"\{\{\s*\.([\w.]+)\s*\}\}")


@dataclass(frozen=True)
class Declared:
    """An application as the repository declares it."""

    name: str
    namespace: str
    wave: int
    set: str
    """The ApplicationSet, or "bootstrap"."""
    charts: tuple[str, ...]
    path: str


def read(file: str) -> Any:  # noqa: ANN401 (any YAML)
    """Return the first document of a file of the example."""
    return next(yaml.safe_load_all((ROOT / file).read_text(encoding="utf-8")))


def declared_applications() -> dict[str, Declared]:
    """Return all applications but the root, by name."""
    found = list(_by_hand())
    for file in sorted((ROOT / "bootstrap" / "applicationsets").iterdir()):
        found += _generated(read(f"bootstrap/applicationsets/{file.name}"))
    return {each.name: each for each in found}


def _by_hand() -> Iterator[Declared]:
    for file in sorted((ROOT / "bootstrap" / "applications").iterdir()):
        item = read(f"bootstrap/applications/{file.name}")
        spec, metadata = item["spec"], item["metadata"]
        sources = spec.get("sources") or [spec["source"]]
        charts = tuple(f"{each['chart']}@{each['targetRevision']}" for each in sources if "chart" in each)
        paths = [each["path"] for each in sources if "path" in each and "example/homelab" in each["repoURL"]]
        wave = int(metadata["annotations"][_WAVE])
        yield Declared(
            metadata["name"], spec["destination"]["namespace"], wave, "bootstrap", charts, paths[0] if paths else ""
        )


def _generated(appset: dict[str, Any]) -> Iterator[Declared]:
    generator = appset["spec"]["generators"][0]["git"]
    template = appset["spec"]["template"]
    for values in _parameters(generator):
        made = yaml.safe_load(_fill(yaml.safe_dump(template), values))
        path = made["spec"]["source"]["path"]
        yield Declared(
            name=made["metadata"]["name"],
            namespace=made["spec"]["destination"]["namespace"],
            wave=int(made["metadata"]["annotations"][_WAVE]),
            set=appset["metadata"]["name"],
            charts=tuple(f"{each['name']}@{each['version']}" for each in kustomization(path).get("helmCharts", ())),
            path=path,
        )


def kustomization(folder: str) -> dict[str, Any]:
    """Return the kustomization of a folder."""
    found: dict[str, Any] = read(f"{folder}/kustomization.yaml")
    return found


def _parameters(generator: dict[str, Any]) -> Iterator[dict[str, str]]:
    for entry in generator.get("files", ()):
        for file in sorted(ROOT.glob(entry["path"])):
            yield read(str(file.relative_to(ROOT))) | _path(file.parent)
    entries = generator.get("directories", ())
    excluded = {path for each in entries if each.get("exclude") for path in ROOT.glob(each["path"])}
    for entry in entries:
        for folder in sorted(set(ROOT.glob(entry["path"])) - excluded):
            if folder.is_dir():
                yield _path(folder)


def _path(folder: Path) -> dict[str, str]:
    return {"path.path": folder.relative_to(ROOT).as_posix(), "path.basename": folder.name}


def _fill(text: str, values: dict[str, str]) -> str:
    return _EXPRESSION.sub(lambda match: values[match[1]], text)
