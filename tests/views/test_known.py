"""What an application is, by its name, its charts' or its image's."""

from __future__ import annotations

import pytest

from kubefolio.views.known import describe


@pytest.mark.parametrize(
    ("names", "beginning"),
    [
        (("immich",), "Keeps photos"),
        (("cert-manager",), "Issues and renews"),
        (("my-blog", "ghost"), "Publishes articles"),
        (("kube-prometheus-stack",), "Prometheus, Alertmanager"),
        (("loki-gateway",), "Stores logs"),
        (("Argo CD",), "Keeps the cluster"),
    ],
)
def test_known_application_is_described(names: tuple[str, ...], beginning: str) -> None:
    assert describe(*names).startswith(beginning)


@pytest.mark.parametrize("name", ["", "lokifish", "my-immich", "💥", "<script>"])
def test_name_that_is_not_known_has_no_description(name: str) -> None:
    assert describe(name) == ""
