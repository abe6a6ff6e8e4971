"""`kubefolio gate` and `kubefolio csp` on finished sites."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kubefolio.cli import main

PAGE = "<html><head><script>theme()</script></head><body><p>{}</p></body></html>\n"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a small site that somebody else built, in a folder without a mkdocs.yml."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "site"
    folder.mkdir()
    for name in ("404.html", "index.html"):
        (folder / name).write_text(PAGE.format("hello"))
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_a_clean_site_ends_with_0(site: Path) -> None:
    done = run("gate", str(site))
    assert (done.exit_code, done.stdout) == (0, "")
    assert "the gate found nothing private" in done.stderr


def test_a_finding_ends_with_1_and_is_printed_without_its_value(site: Path) -> None:
    (site / "runbook.html").write_text(PAGE.format("ssh 10.9.8.7"))
    done = run("gate", str(site))
    assert done.exit_code == 1
    assert done.stdout == "runbook.html:1: private-address: an address of a private network\n"
    assert "10.9.8.7" not in done.output
    report = json.loads(run("gate", "--format", "json", str(site)).stdout)
    assert report["findings"][0] == {
        "file": "runbook.html",
        "line": 1,
        "kind": "private-address",
        "what": "an address of a private network",
        "form": "plain",
    }


def test_pages_of_a_generator_that_skipped_our_plugins_are_missed(site: Path) -> None:
    Path("mkdocs.yml").write_text("site_name: x\nplugins: [kubefolio/facts, kubefolio/pages]\n")
    done = run("gate", str(site))
    assert done.exit_code == 1
    assert done.stdout.startswith("applications/ai-chat/index.html: missing-page: should be in the site\n")
    assert run("gate", "--no-pages", str(site)).exit_code == 0


def test_exceptions_of_mkdocs_yml_count(site: Path) -> None:
    (site / "about.html").write_text(PAGE.format("me@arken.dev"))
    Path("mkdocs.yml").write_text(
        "site_name: x\nplugins:\n  - kubefolio/gate:\n      exempt:\n"
        "        - {file: about.html, kind: email, value: me@arken.dev, reason: how to reach me}\n"
    )
    done = run("gate", str(site))
    assert (done.exit_code, done.stdout) == (0, "exempt: about.html: email: met 1 times: how to reach me\n")


def test_a_wrong_call_ends_with_2(site: Path) -> None:
    assert run("gate", str(site / "nowhere")).exit_code == 2
    assert run("gate", "--config", "nowhere.yml", str(site)).exit_code == 2
    assert run("gate").exit_code == 2


def test_the_policy_is_one_line_for_nginx(site: Path) -> None:
    printed = run("csp", str(site))
    assert printed.exit_code == 0
    assert printed.stdout.startswith("add_header Content-Security-Policy \"default-src 'none'; ")
    assert printed.stdout.endswith('" always;\n')
    assert run("csp", str(site), "-o", "csp.conf").exit_code == 0
    assert Path("csp.conf").read_text() == printed.stdout


def test_the_policy_is_never_written_into_the_site_nor_for_a_strange_script(site: Path) -> None:
    assert "would be published" in run("csp", str(site), "-o", str(site / "csp.conf")).stderr
    (site / "more.html").write_text(PAGE.format("<script>more()</script>"))
    done = run("csp", str(site))
    assert done.exit_code == 1
    assert "more.html:1: an inline script that the theme did not write" in done.stderr


def test_the_private_edition_is_refused_and_held_against_the_public_one_when_asked(site: Path) -> None:
    Path("mkdocs.yml").write_text("site_name: x\nplugins: [{kubefolio/facts: {edition: private}}]\n")
    (site / "runbook.html").write_text(PAGE.format("ssh 10.9.8.7"))
    refused = run("gate", str(site))
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "the private edition is not searched" in refused.stderr
    assert run("gate", "--allow-private", str(site)).exit_code == 0
    assert run("gate", "--edition", "public", str(site)).exit_code == 1
