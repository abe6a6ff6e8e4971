"""The house holds itself: what exists is registered and documented, and small enough to read."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from kubefolio import measures, pages
from kubefolio.cli import COMMANDS, load_command
from kubefolio.cluster_settings import ClusterSettings
from kubefolio.facts.base import Reading
from kubefolio.facts.factset import FactSet, readings
from kubefolio.facts.merge import APPLICATION_FIELDS, ROUTE_FIELDS, WORKLOAD_FIELDS
from kubefolio.measures import MEASURES
from kubefolio.mkdocs_plugins.claims import ClaimsConfig
from kubefolio.mkdocs_plugins.gate import GateConfig
from kubefolio.mkdocs_plugins.languages import LanguagesConfig
from kubefolio.mkdocs_plugins.pages import PagesConfig
from kubefolio.pages.clusters.view import build_overview
from kubefolio.portfolio.profile import Profile
from kubefolio.redact.settings import AliasSettings, PublishSettings
from kubefolio.redact.walk import fields_of_type, unwrap
from kubefolio.render import SCRIPTS, STYLES
from kubefolio.settings import Settings, SourcesSettings
from kubefolio.sources import kubernetes
from kubefolio.sources.gitops.settings import GitopsSettings
from kubefolio.sources.kubernetes import kinds
from kubefolio.sources.kubernetes.client import KubernetesSettings
from kubefolio.sources.prometheus.client import PrometheusSettings
from tests.pages.rendered import seen, tree
from tests.scenarios import scenario
from tests.scenarios.typewalk import struct_types
from tools import reference

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "plugins" / "kubefolio"
MODULES = sorted(PACKAGE.rglob("*.py"))
OPTIONS = (ROOT / "docs" / "guide" / "reference" / "options.md").read_text("utf-8")
SETTINGS: tuple[type[msgspec.Struct], ...] = (
    Profile,
    *(Settings, ClusterSettings, SourcesSettings, PublishSettings, AliasSettings),
    *(KubernetesSettings, GitopsSettings, PrometheusSettings),
)
MAX_MODULE, MAX_FUNCTION, MAX_ADAPTER = 250, 40, 150


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def sibling_modules(package: Path) -> list[str]:
    return sorted(path.stem for path in package.glob("*.py") if path.stem != "__init__")


def registered(package: str, row: str) -> dict[str, tuple[object, ...]]:
    """Return the rows of every module of a package that has some."""
    modules = {name: importlib.import_module(f"{package}.{name}") for name in sibling_modules(path_of(package))}
    return {name: vars(module)[row] for name, module in modules.items() if row in vars(module)}


def path_of(package: str) -> Path:
    return ROOT / "plugins" / Path(*package.split("."))


def test_every_measure_is_on_the_page_that_documents_them() -> None:
    text = seen(tree("healthy")["measures/index.md"]).text
    assert [measure.id for measure in MEASURES if measure.id not in text] == []
    assert [measure.id for measure in MEASURES if measure.definition[:200] not in text] == []


def test_every_module_of_measures_is_in_the_catalogue() -> None:
    found = registered("kubefolio.measures", "MEASURES")
    assert set(measures.MEASURES) == {measure for rows in found.values() for measure in rows}


def test_every_module_of_kinds_is_read() -> None:
    found = registered("kubefolio.sources.kubernetes.kinds", "KINDS")
    assert set(kinds.KINDS) == {kind for rows in found.values() for kind in rows}
    assert len({kind.field for kind in kinds.KINDS}) == len(kinds.KINDS)


def test_every_kind_fills_a_field_of_its_own_and_every_field_of_the_source_is_filled() -> None:
    origins = {name: reading.origin.source for name, reading in readings(type(scenario("healthy"))())}
    assert {name for name, source in origins.items() if source == "kubernetes"} == set(kubernetes.FIELDS)


def test_fields_that_are_seen_as_one_hold_the_same_type() -> None:
    facts = scenario("healthy")
    for fields in (APPLICATION_FIELDS, ROUTE_FIELDS, WORKLOAD_FIELDS):
        assert len({type(fact) for name in fields for fact in getattr(facts, name).items}) == 1


def test_healthy_world_has_every_kind_of_fact() -> None:
    empty = {name for name, reading in readings(scenario("healthy")) if not reading.items}
    assert empty == {
        *("grpc_routes", "tls_routes", "ingress_routes", "ingress_routes_tcp"),
        *("flux_kustomizations", "retired_applications"),
    }
    assert isinstance(scenario("healthy").nodes, Reading)


def test_every_page_folder_is_registered() -> None:
    folders = {path.parent.name for path in (PACKAGE / "pages").glob("*/view.py")}
    of_several = {build_overview.__module__.split(".")[-2]}
    assert folders == {build.__module__.split(".")[-2] for build in pages.PAGES} | of_several
    assert all((PACKAGE / "pages" / folder / "page.md.j2").exists() for folder in folders)


def test_every_part_of_the_stylesheet_is_in_it() -> None:
    assert sorted(STYLES) == sorted(path.stem for path in (PACKAGE / "assets" / "css").glob("*.css"))


def test_every_part_of_the_script_is_in_it_and_small() -> None:
    parts = {path.stem: path for path in (PACKAGE / "assets" / "js").glob("*.js")}
    assert sorted(SCRIPTS) == sorted(parts)
    assert [name for name, path in parts.items() if path.stat().st_size > 8_000] == []


def test_every_template_says_what_it_is_given() -> None:
    for template in PACKAGE.rglob("*.j2"):
        assert template.read_text("utf-8").startswith("{# "), name_of(template)


@pytest.mark.parametrize("settings", SETTINGS, ids=lambda one: one.__name__)
def test_every_option_is_in_the_guide(settings: type[msgspec.Struct]) -> None:
    prefix = "sources." if settings is SourcesSettings else ""
    names = [name for name in settings.__struct_fields__ if name != "sources"]
    assert [name for name in names if f"`{prefix}{name}`" not in OPTIONS] == []


def test_every_option_of_the_claims_is_in_the_guide() -> None:
    assert [
        name for name in (*ClaimsConfig(), *GateConfig(), *LanguagesConfig()) if f"| `{name}` |" not in OPTIONS
    ] == []


def test_every_option_has_its_default_in_the_guide() -> None:
    for name in ("max_age", "refresh", "edition"):
        assert re.search(rf"\| `{name}` \| `{getattr(Settings(), name)}` \|", OPTIONS), name


def test_guide_documents_no_option_that_is_gone() -> None:
    known = {name for one in SETTINGS for name in one.__struct_fields__}
    known |= {*PagesConfig(), *ClaimsConfig(), *GateConfig(), *LanguagesConfig()}
    rows = re.findall(r"^\| ((?:`[a-z_.]+`(?:, )?)+) \|", OPTIONS, re.MULTILINE)
    named = {name.rpartition(".")[2] for row in rows for name in re.findall(r"`([a-z_.]+)`", row)}
    assert named - known == set()


def test_every_command_is_in_the_guide() -> None:
    assert [name for name in COMMANDS if f"`kubefolio {name}" not in OPTIONS] == []


def test_every_option_of_a_command_is_in_the_guide() -> None:
    texts = {text for command in map(load_command, COMMANDS) for one in command.params for text in one.opts}
    assert [text for text in sorted(texts) if text.startswith("--") and f"`{text}`" not in OPTIONS] == []


@pytest.mark.parametrize("name", reference.FILES)
def test_page_of_the_reference_is_what_the_code_says(name: str) -> None:
    assert (reference.FOLDER / name).read_text("utf-8") == reference.render(name), "run 'make reference'"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_is_short_enough_to_read(path: Path) -> None:
    limit = MAX_ADAPTER if "mkdocs_plugins" in path.parts else MAX_MODULE
    assert len(path.read_text("utf-8").splitlines()) <= limit


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_function_is_short_enough_to_read(path: Path) -> None:
    long = [f"{name} ({lines} lines)" for name, lines in _functions(path) if lines > MAX_FUNCTION]
    assert long == []


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            yield node.name, node.end_lineno - node.lineno + 1


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_says_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


def test_facts_import_nothing_of_ours_but_errors_and_whole_files() -> None:
    for path in (PACKAGE / "facts").glob("*.py"):
        imported = re.findall(r"^(?:from|import) kubefolio\.(\w+)", path.read_text("utf-8"), re.MULTILINE)
        assert set(imported) <= {"facts", "errors", "files"}, path.name


def test_every_field_of_every_fact_says_what_the_public_edition_may_show() -> None:
    unmarked = [
        f"{kind.__name__}.{name}"
        for kind in struct_types(FactSet)
        for name, hint in fields_of_type(kind)
        if unwrap(hint, None) == (hint, None)
    ]
    assert unmarked == []


def test_no_tracked_file_names_where_it_was_written() -> None:
    place = f"/{'work'}/"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    files = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    assert [name_of(file) for file in files if file.is_file() and place.encode() in file.read_bytes()] == []


def test_every_test_that_the_threat_model_names_is_there() -> None:
    named = re.findall(r"`((?:tests|benchmarks)/[\w/]+\.py)`", (ROOT / "docs/threat-model/tests.md").read_text("utf-8"))
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []
