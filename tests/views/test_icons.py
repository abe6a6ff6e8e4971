"""The look-up of icons always finds something, and only what is bundled."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import kubefolio
from kubefolio.views.components import COMPONENTS
from kubefolio.views.icons import SLUGS, find_slug, icon_for, icon_rules

ICONS = Path(kubefolio.__file__).parent / "assets" / "icons"


def test_every_icon_of_the_table_is_bundled_and_no_other() -> None:
    assert {file.stem for file in ICONS.glob("*.svg")} == set(SLUGS)


@pytest.mark.parametrize("slug", SLUGS)
def test_icon_is_a_shape_and_nothing_that_runs_or_fetches(slug: str) -> None:
    tags = set(re.findall(r"<([a-z]+)", (ICONS / f"{slug}.svg").read_text("utf-8")))
    assert tags <= {"svg", "path", "title", "g"}


def test_every_icon_has_its_rule_in_the_stylesheet() -> None:
    assert [slug for slug in SLUGS if f".kf-icon--{slug} " not in icon_rules()] == []


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Argo CD", "argo"),
        ("argo-cd", "argo"),
        ("argocd-image-updater", "argo"),
        ("istio-base", "istio"),
        ("Istio ambient (ztunnel)", "istio"),
        ("kube-prometheus-stack", "prometheus"),
        ("paperless-ngx", "paperlessngx"),
        ("Loki", "grafana"),
        ("CloudNativePG", "postgresql"),
    ],
)
def test_names_find_their_product_however_they_are_written(name: str, slug: str) -> None:
    assert find_slug(name) == slug


@pytest.mark.parametrize("name", ["longhorn", "cert-manager", "CrowdSec", "linuxserver", "fluxcapacitor", "", "🦊"])
def test_a_name_that_only_begins_like_a_product_is_not_taken_for_it(name: str) -> None:
    assert find_slug(name) == ""


def test_letters_stand_where_no_icon_is() -> None:
    assert ">CM<" in icon_for("cert-manager")
    assert ">Lo<" in icon_for("longhorn")
    assert ">&#63;<" in icon_for("---")


def test_letters_of_a_hostile_name_are_inert() -> None:
    assert "<b" not in icon_for("<b>{{ 1 }}")
    assert "{" not in icon_for("{{x}}")


def test_every_component_of_the_stack_has_an_icon() -> None:
    assert all("kf-icon" in icon_for(component.name) for component in COMPONENTS)
