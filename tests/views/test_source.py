"""Where an application comes from, in words."""

from __future__ import annotations

import pytest

from kubefolio.facts.address import repository_path
from kubefolio.facts.delivery import ApplicationSource
from kubefolio.views.source import describe_source, describe_version, list_charts, short_revision, tell_version
from tests.scenarios.hostile_strings import HOSTILE
from tests.scenarios.objects import U, application

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://git.internal.example/me/infra.git", "me/infra"),
        ("https://user@git.internal.example:8443/me/infra", "me/infra"),
        ("https://git.internal.example", ""),
        ("https://git.internal.example?token=x", ""),
        ("git@git.internal.example:me/infra.git", "me/infra"),
        ("ssh://git@git.internal.example:22/me/infra.git", "me/infra"),
        ("oci://registry.internal.example/charts/web", "charts/web"),
        ("registry.internal.example/charts", "charts"),
        ("registry.internal.example:5000/charts", "charts"),
        ("registry:5000/charts", "charts"),
        ("/srv/git/infra.git", "srv/git/infra"),
        ("./infra", "./infra"),
        ("podinfo", "podinfo"),
        ("flux-system/podinfo", "flux-system/podinfo"),
        ("http://[::1", ""),
        ("", ""),
    ],
)
def test_private_host_stays_at_home(url: str, path: str) -> None:
    assert repository_path(url) == path


def test_source_is_its_path_and_its_repository() -> None:
    source = ApplicationSource(U("https://git.internal.example/me/infra.git"), U("apps/web"), U(""), U("main"))
    assert describe_source(source) == "apps/web from https://git.internal.example/me/infra.git"
    assert describe_source(ApplicationSource(U(""), U("apps/web"), U(""), U("main"))) == "apps/web"


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_no_text_breaks_the_words(text: str) -> None:
    repository_path(text)
    short_revision(text)


@pytest.mark.parametrize(
    ("revision", "short"),
    [
        (COMMIT, "0123456"),
        (f"{COMMIT}, {COMMIT}", "0123456, 0123456"),
        (f"main@sha1:{COMMIT}", "main@sha1:0123456"),
        (f"latest@sha256:{'ab' * 32}", "latest@sha256:abababa"),
        ("12.1.0", "12.1.0"),
        ("f" * 39, "f" * 39),
        ("", "not stated"),
    ],
)
def test_commit_is_cut_and_a_version_is_not(revision: str, short: str) -> None:
    assert short_revision(revision) == short


def test_version_of_a_chart_comes_before_the_commit() -> None:
    source = ApplicationSource(U("https://charts.example"), U(""), U("grafana"), U("9.1.0"))
    assert describe_version(application("web", sources=(source,)), None) == "grafana 9.1.0"
    assert describe_version(application("web"), None) == "0123456"
    named = application("web", images=(U("docker.io/me/web:2.0"), U("redis:8")))
    assert describe_version(named, None) == "me/web:2.0"


def test_version_alone_is_the_charts_the_images_or_the_revision() -> None:
    source = ApplicationSource(U("https://charts.example"), U(""), U("grafana"), U("9.1.0"))
    assert tell_version(application("web", sources=(source,)), None) == "9.1.0"
    assert list_charts(application("web", sources=(source,)), None) == ("grafana 9.1.0",)
    assert tell_version(application("web", images=(U("quay.io/me/web:2.0"), U("redis:8"))), None) == "2.0"
    assert tell_version(application("web"), None) == "0123456"
    assert list_charts(application("web"), None) == ()
