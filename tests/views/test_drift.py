"""Git held against the cluster."""

from __future__ import annotations

import pytest

from kubefolio.facts.delivery import ApplicationSource
from kubefolio.facts.repository import Chart, DeclaredApplication
from kubefolio.facts.workloads import Tracking
from kubefolio.views.declared import Declared
from kubefolio.views.drift import Comparison, compare, find_differences
from tests.scenarios.objects import U, application, workload


def declared(*images: str, charts: tuple[Chart, ...] = ()) -> Declared:
    return Declared(
        DeclaredApplication(
            name=U("shop"),
            namespace=U("web"),
            engine="argocd",
            kind="Application",
            images=tuple(U(image) for image in images),
            charts=charts,
        ),
        None,
    )


def test_an_image_with_another_tag_differs() -> None:
    running = workload("Deployment", "web", "front", "ghcr.example/shop/front:1.2.0")
    found = find_differences(declared("ghcr.example/shop/front:1.3.0"), application("shop"), [running])
    assert found == (Comparison("image shop/front", "1.3.0", "1.2.0", differs=True),)


def test_an_image_with_another_digest_differs() -> None:
    running = workload("Deployment", "web", "front", "shop/front@sha256:aaa")
    found = find_differences(declared("shop/front@sha256:bbb"), application("shop"), [running])
    assert found == (Comparison("image shop/front", "sha256:bbb", "sha256:aaa", differs=True),)


def test_the_same_image_twice_in_two_versions_as_declared_is_no_difference() -> None:
    running = workload("Deployment", "web", "front", "redis:7", "redis:8")
    assert find_differences(declared("redis:7", "redis:8"), application("shop"), [running]) == ()


def test_what_only_one_side_names_is_no_difference() -> None:
    """A chart adds images that no manifest in Git names."""
    running = workload("Deployment", "web", "front", "added/by-chart:1")
    assert compare(declared("only/in-git:1"), application("shop"), [running]) == (
        Comparison("image added/by-chart", "", "1", differs=False),
        Comparison("image only/in-git", "1", "", differs=False),
    )


def test_a_chart_at_another_version_differs() -> None:
    chart = Chart(U("grafana"), U("9.2.0"), U("https://charts.example"))
    source = ApplicationSource(U("https://charts.example"), U(""), U("grafana"), U("9.1.0"))
    found = find_differences(declared(charts=(chart,)), application("shop", sources=(source,)), [])
    assert found == (Comparison("chart grafana", "9.2.0", "9.1.0", differs=True),)


@pytest.mark.parametrize(
    ("version", "label", "differs"),
    [
        ("9.2.0", "grafana-9.2.0", False),
        ("9.2.0", "grafana-9.1.0", True),
        ("9.2.0+up1", "grafana-9.2.0_up1", False),
        ("9.x", "grafana-9.1.0", False),
        ("9.2.0", "grafana-agent-1.0.0", False),
    ],
)
def test_a_chart_that_git_renders_is_seen_by_the_label_of_its_workloads(
    version: str, label: str, *, differs: bool
) -> None:
    running = workload("Deployment", "web", "grafana", tracking=Tracking(chart=U(label)))
    charts = (Chart(U("grafana"), U(version), U("https://charts.example")),)
    (found,) = compare(declared(charts=charts), application("shop"), [running])
    assert found.differs is differs
