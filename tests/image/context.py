"""The site of an owner whose snapshot holds three hundred private values, as a folder that the Dockerfile builds."""

from __future__ import annotations

import shutil
from pathlib import Path

import msgspec
import yaml

from kubefolio.facts.base import Reading
from kubefolio.facts.factset import FactSet
from kubefolio.facts.snapshot import encode_snapshot
from tests.real.servers.programs import REPOSITORY
from tests.redact.test_planted import LISTED, READ, planted_facts, with_pages
from tests.scenarios.planted import Plant, of_kinds

PLANTED: tuple[Plant, ...] = (*of_kinds(*READ), *LISTED)
"""What the snapshot holds, in every text of every fact."""
_SHARED = ("plugins", "requirements", "pyproject.toml", "README.md", "LICENSE", "nginx.conf", "Dockerfile")
_EXAMPLE = ("snapshot.json", "history.jsonl")
_INDEX = """# Home

{% for node in facts.nodes %}{{ node.name }} {{ node.addresses }} {% endfor %}

{% for service in facts.services %}{{ service.name }} {{ service.external_addresses }} {% endfor %}

{% for series in facts.queries %}{{ series.id }} {% endfor %}
"""


def write_context(folder: Path) -> Path:
    """Write the folder: the Dockerfile and the package as they are, a site of its own, and the owner's snapshot."""
    for name in _SHARED:
        source, target = REPOSITORY / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copytree(source, target) if source.is_dir() else shutil.copy2(source, target)
    (folder / "examples/homelab").mkdir(parents=True)
    for name in _EXAMPLE:
        shutil.copy2(REPOSITORY / "examples/homelab" / name, folder / "examples/homelab" / name)
    (folder / "docs").mkdir()
    (folder / "docs/index.md").write_text(_INDEX, encoding="utf-8")
    (folder / "mkdocs.yml").write_text(_configuration(), encoding="utf-8")
    (folder / "snapshot.json").write_bytes(encode_snapshot(_facts()))
    return folder


def _facts() -> FactSet:
    """Return the facts with the values in them, with a page for each application and answers that are today's."""
    facts = with_pages(planted_facts())
    answered = tuple(msgspec.structs.replace(result, from_snapshot=False) for result in facts.queries.items)
    return msgspec.structs.replace(facts, queries=Reading(answered, facts.queries.origin))


def _configuration() -> str:
    facts = {"snapshot": "snapshot.json", "private_values": [plant.value for plant in LISTED], "max_age": "9999d"}
    plugins = ["search", {"kubefolio/facts": facts}, "kubefolio/pages", "macros", "kubefolio/gate"]
    return yaml.safe_dump(
        {"site_name": "planted", "theme": {"name": "material", "font": False}, "plugins": plugins}, allow_unicode=True
    )
