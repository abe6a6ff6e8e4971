"""What the gate finds, what it lets pass, and what it says of a site."""

from __future__ import annotations

import gzip
import zipfile
from pathlib import Path

import pytest

from kubefolio.errors import GateError, SettingsError
from kubefolio.gate import Exempt, Report, parse_exempt, scan_site
from kubefolio.gate.files import BLOCK, OVERLAP
from kubefolio.gate.report import SHOWN, for_people, for_programs, summarise
from tests.gate.planted import Planted

NODE = Planted("node", "metal-0a1b2", "nodes.name")

HARMLESS = (
    *("127.0.0.1:8080", "::1", "0.0.0.0", "192.0.2.7", "2001:db8::1", "10.0.0.0/8", "192.168.0.0/16", "fd00::/8"),
    *("v10.4.2.1", "1.10.0.0.1", "10.5", "M10.5.25.3", "1.25.10.0.1", "git@github.com:me/infra.git", "@media print"),
    *(
        "logo@2x.png",
        "me@example.com",
        "noreply@github.com",
        "@me@fosstodon.org",
        "npm i mermaid@11.4.1",
        "getty@tty1.service",
    ),
    *(
        "grafana.svc.cluster.local:3000"[8:20],
        "host.docker.internal",
        "values.local.yaml",
        "/etc/hosts.local",
        "this.local()",
    ),
    *(
        "00:00:00:00:00:00",
        "12:30:00",
        "sha256:" + "ab" * 32,
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "hf_hub_download",
    ),
    *(
        "password: changeme",
        "password: ${PASSWORD}",
        "secretName: grafana-admin-2",
        "token: {{ token }}",
        "api_key=YOUR_API_KEY_1",
    ),
    *(
        "https://user:password@host",
        "tokens: 4096 per request",
        "sealed-secrets bitnami/sealed-secrets-controller:0.38.1",
    ),
    *("secret-x9mzktq:secret-7rnkpf6", "token: host-44vc28b.example"),
    *("BEGIN PRIVATE KEY is how a key begins", "eyJ.eyJ.x", "sk-learn", "metal-0a1b2c", "bare-metal-0a1b"),
)


def site_with(folder: Path, text: str | bytes, name: str = "index.html") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def kinds(report: Report) -> list[str]:
    return [finding.kind for finding in report.findings]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_says_nothing_of_the_owner_is_no_finding(tmp_path: Path, text: str) -> None:
    assert scan_site(site_with(tmp_path, f"<p>see {text} there</p>"), (NODE,)).findings == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("nodes at 10.1.2.3.", "private-address"),
        ("100.64.3.9", "private-address"),
        ("ip-10-1-2-3.ec2", "private-address"),
        ("fe80::a00:27ff:fe4e:66a1", "private-address"),
        ("http://nas.lan:5000/", "internal-host"),
        ("redis.cache.svc.cluster.local", "internal-host"),
        ("a4:bb:6d:01:02:03", "mac-address"),
        ("mailto:someone@kubernetes.dev", "email"),
        ("-----BEGIN OPENSSH PRIVATE KEY-----", "private-key"),
        ("postgres://app:S3cr9tXyz@db/app", "password"),
        ("Authorization: Bearer 8f3kd9sla02kdmf93jskw", "password"),
        ("--token abcdef.0123456789abcdef", "password"),
        ("$2y$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy", "token"),
        ("pod kube-apiserver-metal-0a1b2 runs", "node"),
        ("METAL-0A1B2", "node"),
    ],
)
def test_what_is_private_by_its_form_or_known_is_found(tmp_path: Path, text: str, kind: str) -> None:
    assert kind in kinds(scan_site(site_with(tmp_path, f"<p>{text}</p>"), (NODE,)))


def test_a_value_across_the_border_of_two_blocks_is_found_once_with_its_line(tmp_path: Path) -> None:
    text = "line\n" * (BLOCK // 5)
    at = BLOCK - 4
    site_with(tmp_path, f"{text[:at]}metal-0a1b2 {text[at:]}", "big.txt")
    lines = [finding.line for finding in scan_site(tmp_path, (NODE,)).findings]
    assert lines == [text.count("\n", 0, at) + 1]
    assert OVERLAP < BLOCK


def test_packed_files_are_read_whole_and_damaged_ones_are_findings(tmp_path: Path) -> None:
    site_with(tmp_path, gzip.compress(b"x") + gzip.compress(b"\n metal-0a1b2"), "two-members.gz")
    site_with(tmp_path, gzip.compress(b"metal" * 1000)[:-20], "cut.gz")
    site_with(tmp_path, b"no brotli at all", "wrong.br")
    with zipfile.ZipFile(tmp_path / "notes.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("deep/notes.txt", "on metal-0a1b2")
    found = {(finding.file, finding.kind) for finding in scan_site(tmp_path, (NODE,)).findings}
    assert found == {
        *(("two-members.gz", "node"), ("notes.zip", "node")),
        *(("cut.gz", "unreadable"), ("wrong.br", "unreadable")),
    }


def test_links_out_of_the_site_are_findings(tmp_path: Path) -> None:
    site_with(tmp_path / "site", "<p>home</p>")
    (tmp_path / "site" / "docs").symlink_to(tmp_path)
    (tmp_path / "site" / "gone.html").symlink_to(tmp_path / "nowhere")
    assert kinds(scan_site(tmp_path / "site")) == ["unreadable", "unreadable"]


def test_pages_that_should_be_there_are_missed(tmp_path: Path) -> None:
    report = scan_site(site_with(tmp_path, "<p>home</p>"), expected=["index.html", "metrics/index.html"])
    assert [(finding.file, finding.kind) for finding in report.findings] == [("metrics/index.html", "missing-page")]


def test_a_script_that_the_theme_did_not_write_is_found(tmp_path: Path) -> None:
    page = "<html><script>theme()</script><p>hello</p></html>"
    for name in ("404.html", "index.html"):
        site_with(tmp_path, page, name)
    assert scan_site(tmp_path).findings == ()
    site_with(tmp_path, page.replace("hello", "<script>other()</script>"), "more.html")
    site_with(tmp_path, page.replace("hello", "<img src=x onerror=go()>"), "handler.html")
    site_with(tmp_path, page.replace("hello", "<a href=' java&#10;script:go()'>x</a>"), "link.html")
    site_with(tmp_path, page.replace("hello", "<a href='&#x6A;avascript:go()'>x</a>"), "letter.html")
    site_with(tmp_path, page.replace("hello", "<a href='java&Tab;script:go()'>x</a>"), "tab.html")
    site_with(tmp_path, page.replace("hello", "<script src=//cdn.example/x.js></script>"), "elsewhere.html")
    site_with(tmp_path, "<svg xmlns='http://www.w3.org/2000/svg'><script>go()</script></svg>", "picture.svg")
    found = {finding.file: finding.kind for finding in scan_site(tmp_path).findings}
    names = ("more.html", "handler.html", "link.html", "letter.html", "tab.html", "elsewhere.html", "picture.svg")
    assert found == dict.fromkeys(names, "script")


def test_an_exception_is_narrow_is_counted_and_is_named_when_nothing_needs_it(tmp_path: Path) -> None:
    site_with(tmp_path, "<p>me@arken.dev, you@arken.dev</p>", "about/index.html")
    site_with(tmp_path, "<p>me@arken.dev</p>", "blog/index.html")
    mine = Exempt("about/*", "email", "me@arken.dev", "how to reach me")
    unused = Exempt("**", "internal-host", "nas.lan", "was in the old blog")
    report = scan_site(tmp_path, exempt=(mine, unused))
    assert [finding.file for finding in report.findings] == ["about/index.html", "blog/index.html"]
    assert report.exempted == ((mine, 1), (unused, 0))
    assert "exempt: about/*: email: met 1 times: how to reach me\n" in for_people(report)
    assert "nothing needs it: **: internal-host; remove it\n" in for_people(report)


@pytest.mark.parametrize(
    "wrong",
    [
        {"file": "**", "kind": "email", "value": "*", "reason": "all"},
        {"file": "**", "kind": "email", "value": "me@arken.dev", "reason": " "},
        {"file": "**", "kind": "mail", "value": "me@arken.dev", "reason": "mine"},
        {"file": "**", "kind": "email", "value": "me@arken.dev"},
        {"file": "**", "kind": "email", "values": "me@arken.dev", "reason": "mine"},
    ],
)
def test_an_exception_that_is_too_wide_or_incomplete_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match=r"kubefolio/gate: exempt: .+ - at `\$\[0\]|kubefolio/gate: exempt: "):
        parse_exempt([wrong], "kubefolio/gate")


def test_a_report_is_bounded_and_says_how_much_it_leaves_out(tmp_path: Path) -> None:
    for number in range(30):
        site_with(tmp_path, "\n".join(f"10.1.{number}.{host}" for host in range(200)), f"{number}.txt")
    report = scan_site(tmp_path)
    assert (report.total, len(report.findings)) == (6000, 1000)
    assert len(for_people(report).splitlines()) == SHOWN + 1
    assert f"… and {6000 - SHOWN} more" in for_people(report)
    assert '"total": 6000' in for_programs(report)
    assert "the gate found 6000" in summarise(report)


def test_one_process_and_several_find_the_same(tmp_path: Path) -> None:
    for number in range(20):
        site_with(tmp_path, f"<p>10.1.1.{number} metal-0a1b2</p>", f"{number}.html")
    one, two = (scan_site(tmp_path, (NODE,), processes=count) for count in (1, 2))
    assert one == two
    assert one.total == 40


def test_a_folder_without_a_site_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GateError, match="there is no site"):
        scan_site(tmp_path)
    with pytest.raises(GateError, match="there is no site"):
        scan_site(tmp_path / "nowhere")


def test_names_of_files_move_no_cursor_in_a_report(tmp_path: Path) -> None:
    site_with(tmp_path, "10.1.2.3", "a\x1b[31m\n.html")
    assert "\x1b" not in for_people(scan_site(tmp_path))
    assert len(for_people(scan_site(tmp_path)).splitlines()) == 1
