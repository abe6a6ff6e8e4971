"""The gate in real builds: what it stops leaves nothing behind."""

from __future__ import annotations

import html
from pathlib import Path

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from kubefolio.gate import policy
from tests.mkdocs_plugins.test_plugins import build_site, write_site

GATE: list[object] = [{"kubefolio/facts": {}}, "kubefolio/pages"]


def with_gate(**options: object) -> list[object]:
    return [*GATE, {"kubefolio/gate": options}]


def test_a_clean_site_is_built_and_its_policy_handed_over(tmp_path: Path) -> None:
    site = build_site(write_site(tmp_path, {}, with_gate(csp="csp.conf")))
    line = (tmp_path / "csp.conf").read_text("utf-8")
    assert line == f'add_header Content-Security-Policy "{policy(site)}" always;\n'
    assert line.count("'sha256-") == 3
    assert "unsafe" not in line


def test_a_leak_in_a_page_of_a_person_stops_the_build_and_nothing_is_left(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    config = write_site(tmp_path, {"runbook.md": "# Runbook\n\nssh 192.168.7.20\n"}, with_gate())
    site = tmp_path / "site"
    (site / ".well-known").mkdir(parents=True)
    (site / ".git").mkdir()
    with pytest.raises(Abort):
        build_site(config)
    assert "runbook/index.html" in caplog.text
    assert "what was built is removed" in caplog.text
    assert "192.168.7.20" not in caplog.text
    assert [path.name for path in site.iterdir()] == [".git"]


def test_a_build_that_ends_half_way_leaves_nothing_unread(tmp_path: Path) -> None:
    config = write_site(tmp_path, {}, with_gate(), theme={"name": "material", "font": False, "custom_dir": "overrides"})
    overrides = tmp_path / "overrides"
    overrides.mkdir()
    (overrides / "main.html").write_text('{% extends "base.html" %}{% block content %}{{ 1 // 0 }}{% endblock %}')
    with pytest.raises(ZeroDivisionError):
        build_site(config)
    assert list((tmp_path / "site").iterdir()) == []


def test_an_exception_lets_a_build_pass_and_is_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    exempt = [
        {"file": "about/*", "kind": "email", "value": "me@arken.dev", "reason": "how to reach me"},
        {"file": "blog/*", "kind": "email", "value": "me@arken.dev", "reason": "gone"},
    ]
    site = build_site(write_site(tmp_path, {"about.md": "# About\n\nme@arken.dev\n"}, with_gate(exempt=exempt)))
    assert (site / "about/index.html").exists()
    assert "exempt: about/*: email: met 1 times: how to reach me" in caplog.text
    data = html.unescape((site / "data/index.html").read_text("utf-8"))
    assert "<code>about/*</code>" in data
    assert "how to reach me" in data
    assert "me@arken.dev" not in data
    config = write_site(tmp_path, {"about.md": "# About\n\nme@arken.dev\n"}, with_gate(exempt=exempt[:1]))
    assert "blog/*" not in html.unescape((build_site(config) / "data/index.html").read_text("utf-8"))
    assert [record.levelname for record in caplog.records if "nothing needs this" in record.getMessage()] == ["WARNING"]


def test_the_private_edition_is_not_searched(tmp_path: Path) -> None:
    plugins: list[object] = [{"kubefolio/facts": {"edition": "private"}}, "kubefolio/pages", "kubefolio/gate"]
    site = build_site(write_site(tmp_path, {"runbook.md": "# Runbook\n\nssh 192.168.7.20\n"}, plugins))
    assert "192.168.7.20" in (site / "runbook/index.html").read_text("utf-8")


def test_while_serving_a_finding_is_a_warning(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    config = load_config(
        str(write_site(tmp_path, {"runbook.md": "# Runbook\n\nssh 192.168.7.20\n"}, with_gate(csp="csp.conf")))
    )
    config.plugins.on_startup(command="serve", dirty=False)
    build(config, serve_url="http://127.0.0.1:8000/")
    assert (tmp_path / "site/runbook/index.html").exists()
    assert not (tmp_path / "csp.conf").exists()
    warned = [record for record in caplog.records if "private-address" in record.getMessage()]
    assert {record.levelname for record in warned} == {"WARNING"}


@pytest.mark.parametrize(
    ("plugins", "message"),
    [
        (["kubefolio/gate"], "add kubefolio/facts before it"),
        (with_gate(csp="site/csp.conf"), "would be published"),
        (with_gate(exempt=[{"file": "**"}]), "kubefolio/gate: exempt"),
    ],
)
def test_a_wrong_option_is_one_clear_line(
    tmp_path: Path, plugins: list[object], message: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Abort):
        build_site(write_site(tmp_path, {}, plugins))
    assert message in caplog.text
