"""The two plugins in real MkDocs builds of small sites."""

from __future__ import annotations

import html
import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from mkdocs.structure.files import get_files
from mkdocs_macros.plugin import MacrosPlugin

from kubefolio.collect import read_example
from kubefolio.facts.base import Missing, Origin, Reading
from kubefolio.facts.factset import FactSet
from kubefolio.facts.snapshot import write_snapshot
from kubefolio.mkdocs_plugins.facts import FactsPlugin
from kubefolio.render import render

Build = Callable[..., Path]

PLUGINS = [{"kubefolio/facts": {}}, "kubefolio/pages", {"macros": {"on_undefined": "strict", "on_error_fail": True}}]


@pytest.fixture(autouse=True)
def _no_leftovers() -> Iterator[None]:
    """Check that mkdocs-macros, which keeps in its class what is registered too early, has nothing of ours there."""
    yield
    left = {name: vars(MacrosPlugin)[name] for name in ("_add_macros", "_add_variables", "_add_filters")}
    assert not any(left.values())


def write_site(folder: Path, pages: dict[str, str], plugins: list[object] = PLUGINS, **options: object) -> Path:
    """Write a site and return its mkdocs.yml."""
    for name, text in {"index.md": "# Home\n", **pages}.items():
        file = folder / "docs" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    config = {"site_name": "test", "theme": {"name": "material", "font": False}, "plugins": plugins, **options}
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
    return folder / "mkdocs.yml"


def build_site(config_file: Path) -> Path:
    """Build a site and return its folder; a warning is not an error here."""
    config = load_config(str(config_file))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    return Path(config.site_dir)


def failure_of(config_file: Path, caplog: pytest.LogCaptureFixture) -> str:
    """Return the one error that a build stops with."""
    with pytest.raises(Abort):
        build_site(config_file)
    errors = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(errors) == 1
    return errors[0]


def snapshot(folder: Path, facts: FactSet) -> dict[str, object]:
    write_snapshot(facts, folder / "facts.json")
    return {"kubefolio/facts": {"snapshot": "facts.json"}}


def test_the_plugin_adds_what_render_writes_byte_for_byte(tmp_path: Path) -> None:
    config = load_config(str(write_site(tmp_path, {})))
    config.plugins.on_startup(command="build", dirty=False)
    config = config.plugins.on_config(config)
    files = config.plugins.on_files(get_files(config), config=config)
    plugin = config.plugins["kubefolio/facts"]
    assert isinstance(plugin, FactsPlugin)
    expected = {file.path: file.content for file in render(plugin.facts, plugin.site)}
    assert {file.src_uri: file.content_string for file in files if file.generated_by} == expected
    assert "applications/grafana/index.md" not in expected
    assert "applications/cilium/index.md" in expected


def test_without_options_every_page_says_that_it_is_an_example(tmp_path: Path) -> None:
    site = build_site(write_site(tmp_path, {"about.md": "# About\n\nBy me.\n"}))
    pages = [page for page in site.rglob("index.html") if page.parent.name != "assets"]
    assert len(pages) > 40
    assert [page for page in pages if "This is the built-in example" not in page.read_text("utf-8")] == []


def test_a_measure_in_prose_is_the_number_of_the_generated_page(tmp_path: Path) -> None:
    site = build_site(
        write_site(
            tmp_path,
            {"about.md": '# About {{ measure("nodes.total").text }} nodes\n\n{{ measure("pods.total") }} pods\n'},
        )
    )
    text = (site / "about/index.html").read_text("utf-8")
    assert "About 3 nodes" in text
    pods = len(read_example().pods.items)
    assert f'<data class="kf-measure" value="{pods}"' in text
    assert f'<data class="kf-measure" value="{pods}"' in (site / "measures/index.html").read_text("utf-8")


def test_facts_in_prose_can_be_walked_and_are_encoded(tmp_path: Path) -> None:
    text = "# Nodes\n\n{% for node in facts.nodes %}\n- {{ node.name }}: {{ node.os_image }}\n{% endfor %}\n"
    site = build_site(write_site(tmp_path, {"machines.md": text}))
    written = (site / "machines/index.html").read_text("utf-8")
    assert [node.name for node in read_example().nodes.items if node.name not in html.unescape(written)] == []
    assert "Talos &#40;v1&#46;13&#46;4&#41;" in written


def test_an_unknown_measure_stops_the_build_and_proposes_another(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    config = write_site(tmp_path, {"about.md": '{{ measure("node.total") }}\n'})
    with pytest.raises(SystemExit) as stopped:
        build_site(config)
    assert "did you mean nodes.total" in str(stopped.value) + caplog.text


def test_counting_facts_that_are_missing_stops_the_build(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    plugins = [snapshot(tmp_path, FactSet()), *PLUGINS[1:]]
    config = write_site(tmp_path, {"about.md": "{{ facts.pods | length }} pods\n"}, plugins)
    with pytest.raises(SystemExit) as stopped:
        build_site(config)
    assert "cannot be counted" in str(stopped.value) + caplog.text


@pytest.mark.parametrize("name", ["metrics/index.md", "metrics.md"])
def test_a_page_of_a_person_is_never_replaced(name: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    config = write_site(tmp_path, {name: "# My metrics\n"})
    assert f"docs/{name} would be replaced" in failure_of(config, caplog)


def test_pages_without_facts_say_what_to_add(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert "add kubefolio/facts before it" in failure_of(write_site(tmp_path, {}, ["kubefolio/pages"]), caplog)


def test_plain_file_addresses_are_refused_with_a_reason(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    config = write_site(tmp_path, {}, use_directory_urls=False)
    assert "needs use_directory_urls: true" in failure_of(config, caplog)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"sources": {"kubernets": "homelab"}}, "kubernets"),
        ({"sources": {"kubernetes": {"contxt": "homelab"}}}, "contxt"),
        ({"max_age": "tomorrow"}, "is not a duration"),
        ({"edition": "secret"}, "secret"),
        ({"snapshot": "nowhere.json"}, "record it with 'kubefolio collect'"),
    ],
)
def test_a_wrong_option_is_one_clear_line(
    tmp_path: Path, options: dict[str, object], message: str, caplog: pytest.LogCaptureFixture
) -> None:
    config = write_site(tmp_path, {}, [{"kubefolio/facts": options}, "kubefolio/pages"])
    said = failure_of(config, caplog)
    assert message in said
    assert "\n" not in said


def test_a_failed_source_is_a_warning_and_nothing_shows_zero(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    kubernetes = {"kubeconfig": str(tmp_path / "missing.yaml")}
    plugins = [{"kubefolio/facts": {"sources": {"kubernetes": kubernetes}}}, *PLUGINS[1:]]
    site = build_site(write_site(tmp_path, {"about.md": '# About\n\n{{ measure("nodes.total") }}\n'}, plugins))
    assert [record.levelname for record in caplog.records if "the kubeconfig cannot" in record.message] == ["WARNING"]
    assert "not measured" in (site / "about/index.html").read_text("utf-8")
    architecture = (site / "architecture/index.html").read_text("utf-8")
    assert "<data" not in architecture
    assert "not measured" in architecture
    assert "As of" not in architecture


def test_what_only_the_operator_may_know_is_in_the_log_and_on_no_page(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    sources = {
        "kubernetes": {"kubeconfig": str(tmp_path / "nowhere.yaml"), "context": "hidden-context"},
        "gitops": "http://127.0.0.1:1/hidden-team/infra.git",
    }
    site = build_site(write_site(tmp_path, {}, [{"kubefolio/facts": {"sources": sources}}, *PLUGINS[1:]]))
    assert "fetching http://127.0.0.1:1/hidden-team/infra.git failed" in caplog.text
    assert "check --context and --kubeconfig" in caplog.text
    text = html.unescape("".join(page.read_text("utf-8") for page in site.rglob("*.html")))
    assert "the kubeconfig cannot be used" in text
    assert "the repository could not be fetched" in text
    for hidden in ("127.0.0.1", "hidden-", "nowhere", "--context", str(tmp_path)):
        assert hidden not in text


def test_a_stand_in_is_named_on_the_pages_that_show_it_and_on_no_other(tmp_path: Path) -> None:
    facts = read_example()
    origin = Origin("prometheus", "/api/v1/query", facts.observed_at, from_snapshot=True, failure="the server is down")
    facts = FactSet(nodes=facts.nodes, queries=Reading(facts.queries.value, origin))
    site = build_site(write_site(tmp_path, {}, [snapshot(tmp_path, facts), *PLUGINS[1:]]))
    said = "The live prometheus source could not be read"
    assert said in (site / "metrics/index.html").read_text("utf-8")
    assert said not in (site / "delivery/index.html").read_text("utf-8")
    assert "the server is down" in (site / "data/index.html").read_text("utf-8").replace("&#32;", " ")


def test_macros_of_a_hostile_cluster_do_not_run(tmp_path: Path) -> None:
    facts = read_example()
    assert isinstance(facts.nodes.value, tuple)
    node = facts.nodes.value[0]
    evil = type(node)(
        **{name: getattr(node, name) for name in node.__struct_fields__} | {"os_image": "{{ 7 * 191 }}<script>"}
    )
    facts = FactSet(
        nodes=Reading((evil,), facts.nodes.origin), pods=Reading(Missing("no", "forbidden"), facts.pods.origin)
    )
    pages = {"machines.md": "{% for node in facts.nodes %}{{ node.os_image }}{% endfor %}\n"}
    site = build_site(write_site(tmp_path, pages, [snapshot(tmp_path, facts), *PLUGINS[1:]]))
    for page in ("nodes", "architecture"):
        written = (site / page / "index.html").read_text("utf-8")
        assert "1337" not in written
        assert "}}<script>" not in written
