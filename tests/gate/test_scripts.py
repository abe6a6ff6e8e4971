"""The scripts of a site, and the policy that follows from them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubefolio.errors import GateError
from kubefolio.gate import policy, scan_site
from kubefolio.gate.scripts import DIRECTIVES
from tests.mkdocs_plugins.test_plugins import PLUGINS, build_site, write_site

NGINX = Path(__file__).parents[2] / "nginx.conf"


def test_the_policy_is_the_same_for_every_generation_of_one_theme_and_configuration(tmp_path: Path) -> None:
    plugins = ["search", *PLUGINS]
    first = build_site(write_site(tmp_path / "one", {}, plugins))
    other = build_site(write_site(tmp_path / "two", {"more/page.md": "# More\n\nOther words.\n"}, plugins))
    assert policy(first) == policy(other)


def test_one_inline_script_more_is_a_finding_and_gives_no_policy(tmp_path: Path) -> None:
    site = build_site(write_site(tmp_path, {}))
    page = site / "metrics/index.html"
    page.write_text(page.read_text("utf-8").replace("</article>", "<script>alert(1)</script></article>"), "utf-8")
    assert [(finding.file, finding.kind) for finding in scan_site(site).findings] == [("metrics/index.html", "script")]
    with pytest.raises(GateError, match=r"metrics/index\.html:\d+: an inline script that the theme did not write"):
        policy(site)


def test_without_inline_scripts_the_policy_is_that_of_the_image() -> None:
    line = "; ".join(f"{name} {value}" for name, value in DIRECTIVES.items())
    assert f'add_header Content-Security-Policy "{line}" always;' in NGINX.read_text("utf-8")


def test_a_script_that_only_looks_like_one_or_is_data_needs_no_hash(tmp_path: Path) -> None:
    data = "<script type=application/json>{}</script>"
    page = f"<html><!-- <script>old()</script> -->{data}<script src=a.js></script></html>"
    (tmp_path / "index.html").write_text(page)
    assert "sha256" not in policy(tmp_path)
    assert scan_site(tmp_path).findings == ()
