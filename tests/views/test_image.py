"""Container images, taken apart."""

from __future__ import annotations

import pytest

from kubefolio.views.image import Image, parse_image
from tests.scenarios.hostile_strings import HOSTILE


@pytest.mark.parametrize(
    ("text", "image"),
    [
        ("nginx", Image("", "nginx", "", "")),
        ("nginx:1.29", Image("", "nginx", "1.29", "")),
        ("grafana/grafana:12.1.0", Image("", "grafana/grafana", "12.1.0", "")),
        ("docker.io/library/nginx:1.29", Image("docker.io", "library/nginx", "1.29", "")),
        ("quay.io/a/b/c:v1@sha256:ff", Image("quay.io", "a/b/c", "v1", "sha256:ff")),
        ("quay.io/a/b@sha256:ff", Image("quay.io", "a/b", "", "sha256:ff")),
        ("localhost/a", Image("localhost", "a", "", "")),
        ("localhost:5000/a", Image("localhost:5000", "a", "", "")),
        ("registry:5000/a/b:1", Image("registry:5000", "a/b", "1", "")),
        ("", Image("", "", "", "")),
    ],
)
def test_image_has_these_parts(text: str, image: Image) -> None:
    assert parse_image(text) == image


def test_short_name_leaves_out_registry_and_digest() -> None:
    assert parse_image("quay.io/cilium/cilium:v1.18@sha256:ff").short == "cilium/cilium:v1.18"
    assert parse_image("quay.io/cilium/cilium@sha256:ff").short == "cilium/cilium"


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:20]))
def test_no_text_breaks_the_parser(text: str) -> None:
    image = parse_image(text)
    assert all(part in text for part in (image.registry, image.repository, image.tag, image.digest))
