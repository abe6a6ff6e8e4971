"""What the owner sets, through both doors."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kubefolio.errors import SettingsError
from kubefolio.settings import Settings, parse_duration, parse_settings, read_options

HERE = Path("/site")


def test_nothing_set_is_the_example() -> None:
    assert parse_settings({}, HERE) == Settings()
    assert parse_settings({"sources": None, "snapshot": None}, HERE).is_example
    assert parse_settings({"sources": {"kubernetes": None}}, HERE).is_example


def test_snapshot_or_a_source_is_no_example() -> None:
    assert not parse_settings({"snapshot": "facts.json"}, HERE).is_example
    assert not parse_settings({"sources": {"kubernetes": "-"}}, HERE).is_example


def test_snapshot_is_taken_from_the_folder_of_the_file() -> None:
    assert parse_settings({"snapshot": "facts.json"}, HERE).snapshot == "/site/facts.json"
    assert parse_settings({"snapshot": "/srv/facts.json"}, HERE).snapshot == "/srv/facts.json"


def test_every_path_is_taken_from_the_folder_of_the_file_and_no_address_is() -> None:
    files = {"token_file": "token", "password_file": "/srv/password", "ca_file": "certs/ca.crt"}
    given = {"kubernetes": {"kubeconfig": "kube"}, "gitops": "../infra", "prometheus": {"url": "http://p", **files}}
    sources = parse_settings({"sources": given}, HERE).sources
    assert sources.kubernetes is not None
    assert sources.gitops is not None
    assert sources.prometheus is not None
    assert (sources.kubernetes.kubeconfig, sources.gitops.url) == ("/site/kube", "/site/../infra")
    assert (sources.prometheus.url, sources.prometheus.token_file) == ("http://p", "/site/token")
    assert (sources.prometheus.password_file, sources.prometheus.ca_file) == ("/srv/password", "/site/certs/ca.crt")
    for url in ("https://git.example/x", "git@git.example:x", "file:///srv/x"):
        gitops = parse_settings({"sources": {"gitops": url}}, HERE).sources.gitops
        assert gitops is not None
        assert gitops.url == url


def test_a_context_that_looks_like_a_number_is_a_name() -> None:
    for given in (2024, {"context": 2024}):
        kubernetes = parse_settings({"sources": {"kubernetes": given}}, HERE).sources.kubernetes
        assert kubernetes is not None
        assert kubernetes.context == "2024"


@pytest.mark.parametrize(
    ("source", "short", "field"),
    [
        ("kubernetes", "homelab", "context"),
        ("gitops", "https://git.example/x", "url"),
        ("prometheus", "http://p", "url"),
    ],
)
def test_text_stands_for_the_option_that_says_most(source: str, short: str, field: str) -> None:
    settings = parse_settings({"sources": {source: short}}, HERE)
    assert getattr(getattr(settings.sources, source), field) == short
    assert settings == parse_settings({"sources": {source: {field: short}}}, HERE)


def test_dash_is_the_current_context() -> None:
    settings = parse_settings({"sources": {"kubernetes": "-"}}, HERE)
    assert settings.sources.kubernetes is not None
    assert settings.sources.kubernetes.context is None


def test_numbers_from_the_environment_are_numbers() -> None:
    settings = parse_settings({"sources": {"kubernetes": {"timeout_s": "5", "page_size": "50"}}}, HERE)
    assert settings.sources.kubernetes is not None
    assert (settings.sources.kubernetes.timeout_s, settings.sources.kubernetes.page_size) == (5.0, 50)


@pytest.mark.parametrize(
    "options",
    [
        {"snapshott": "x"},
        {"edition": "secret"},
        {"max_age": "1 day"},
        {"max_age": "24"},
        {"max_age": ""},
        {"max_age": "-1h"},
        {"max_age": "9" * 30 + "w"},
        {"refresh": "soon"},
        {"snapshot": 5},
        {"sources": "kubernetes"},
        {"sources": ["kubernetes"]},
        {"sources": {"kubernets": "x"}},
        {"sources": {"kubernetes": {"contxt": "x"}}},
        {"sources": {"kubernetes": {"timeout_s": "long"}}},
        {"sources": {"gitops": {"ref": "main"}}},
        {"sources": {"prometheus": 90.5}},
        {"sources": {"prometheus": ""}},
        {"sources": {"gitops": ""}},
        {"sources": {"kubernetes": {"timeout_s": 0}}},
        {"sources": {"kubernetes": {"timeout_s": "nan"}}},
        {"sources": {"kubernetes": {"timeout_s": "inf"}}},
        {"sources": {"kubernetes": {"page_size": -1}}},
        {"sources": {"gitops": {"url": "x", "max_files": 0}}},
        {"sources": {"prometheus": {"url": "http://p", "max_parallel": 0}}},
        {"sources": {"prometheus": {"url": "http://p", "tenant": "a\nX-Other: b"}}},
        {"sources": {"prometheus": {"url": "http://p", "tenant": "a\n"}}},
    ],
    ids=str,
)
def test_option_that_cannot_be_is_one_line_that_names_the_plugin(options: dict[str, Any]) -> None:
    with pytest.raises(SettingsError) as caught:
        parse_settings(options, HERE)
    assert str(caught.value).startswith("kubefolio/facts: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "duration"),
    [
        ("30s", timedelta(seconds=30)),
        ("10m", timedelta(minutes=10)),
        ("24h", timedelta(days=1)),
        ("7d", timedelta(days=7)),
        ("2w", timedelta(days=14)),
        ("0s", timedelta(0)),
    ],
)
def test_duration_is_a_number_and_a_unit(text: str, duration: timedelta) -> None:
    assert parse_duration(text) == duration


def options_of(tmp_path: Path, text: str) -> dict[str, Any]:
    file = tmp_path / "mkdocs.yml"
    file.write_text(text)
    return read_options(file)


@pytest.mark.parametrize(
    "plugins",
    [
        "plugins:\n  - search\n  - kubefolio/facts:\n      edition: private\n",
        "plugins:\n  search: {}\n  kubefolio/facts: {edition: private}\n",
    ],
)
def test_options_are_found_in_either_form_of_plugins(plugins: str, tmp_path: Path) -> None:
    assert options_of(tmp_path, plugins) == {"edition": "private"}


@pytest.mark.parametrize(
    "text",
    ["", "site_name: x\n", "plugins:\n", "plugins: search\n", "plugins: [kubefolio/facts]\n", "- a\n", "text\n",
     "plugins:\n  - kubefolio/facts:\n", "plugins:\n  - kubefolio/facts: {}\n"],
)  # fmt: skip
def test_file_without_our_options_has_none(text: str, tmp_path: Path) -> None:
    assert options_of(tmp_path, text) == {}


def test_file_that_is_not_there_has_no_options(tmp_path: Path) -> None:
    assert read_options(tmp_path / "mkdocs.yml") == {}


def test_environment_fills_in_and_other_tags_run_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBEFOLIO_TEST_EDITION", "private")
    text = (
        "theme: !!python/object/apply:os.system [false]\n"
        "icon: !!python/name:os.system\n"
        "plugins:\n  - kubefolio/facts:\n      edition: !ENV KUBEFOLIO_TEST_EDITION\n"
        "      snapshot: !ENV [KUBEFOLIO_TEST_NONE, null]\n"
    )
    assert options_of(tmp_path, text) == {"edition": "private", "snapshot": None}


@pytest.mark.parametrize("text", ["plugins: [\n", "a: b: c\n", "\tx\n", "plugins:\n  - kubefolio/facts: yes please\n"])
def test_file_that_cannot_be_read_is_one_line_without_its_content(text: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        options_of(tmp_path, f"# secret: hunter2\n{text}")
    assert str(tmp_path / "mkdocs.yml") in str(caught.value)
    assert "\n" not in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_folder_in_place_of_the_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read as YAML"):
        read_options(tmp_path)
