"""What is replaced inside a text, and what only looks as if it should be."""

from __future__ import annotations

import re
from typing import get_args

import msgspec
import pytest

from kubefolio.facts.editions import Mark
from kubefolio.facts.factset import FactSet
from kubefolio.facts.network import Service
from kubefolio.redact import Aliases, PublishSettings
from kubefolio.redact.alias import Kind
from kubefolio.redact.known import find_known
from kubefolio.redact.scrub import Scrubber
from tests.redact import KEY
from tests.scenarios.healthy import _route
from tests.scenarios.objects import U, found, node

FACTS = msgspec.structs.replace(
    FactSet(),
    nodes=found(node("talos-7", addresses=((U("InternalIP"), U("203.0.113.7")),))),
    http_routes=found(_route("HTTPRoute", "web", "grafana.lab.smith.net", "www.example.org", "wiki")),
    services=found(
        Service(U("a"), U("b"), U("LoadBalancer"), False, (), (), external_addresses=(U("lb-7.cloud.test"),))
    ),
)


def scrubber(*listed: str, **publish: object) -> Scrubber:
    settings = PublishSettings(domains=("example.org",), **publish)  # type: ignore[arg-type]  # options by name
    known = find_known((FACTS,), settings, listed)
    return Scrubber(settings, Aliases(KEY, {one.value: one.kind for one in known.values}), known)


def scrub(text: str, mark: Mark = Mark.PUBLIC, listed: tuple[str, ...] = (), **publish: object) -> str:
    """Return a text with its aliases cut to their kind: `<node>`."""
    made = scrubber(*listed, **publish).by_mark[mark](text)
    kinds = "|".join(get_args(Kind))
    return re.sub(rf"({kinds})-[b-df-hj-np-tv-z2-9]{{7}}(\.example)?", r"<\1>", made)


KEPT = [
    *("", "web", "web-7d9f8c6b5-x2x7z", "app.kubernetes.io/name", "applications.argoproj.io", "v1.34.6+k3s1"),
    *("driver.longhorn.io", "io.cilium/gateway-controller", "containerd://2.1.6", "Talos (v1.13.4)", "linux/amd64"),
    *("0123456789abcdef0123456789abcdef01234567", "sha256:" + "ab" * 32, "clusters/home/apps/web/values.yaml"),
    *("kustomization.local.yaml", "apps/v1.2.3.4/x.yaml", "grafana-10.4.2", "chart-1.2.3.4", "12:30:45", "a::c/d"),
    *("default/kubernetes.default.svc.cluster.local", "https://github.com/example/homelab", "pvc-0a1b2c3d-1111-2222"),
    *("argocd_web:apps/Deployment:web/web", "0.0.0.0/0", "127.0.0.1:9090", "NodeHasSufficientMemory", "wave -2"),
    'avg(rate(node_cpu_seconds_total{mode="idle"}[15m])) by (instance)',
    "quantile(0.99, sum by (le) (rate(istio_request_duration_milliseconds_bucket[5m])))",
    "12th Gen Intel(R) Core(TM) i5-12400",
    "the token is not accepted; make a new one",
    "@angular/core@17.1.2",
    "nginx@sha256:" + "0f" * 32,
    "secret: name",
]


@pytest.mark.parametrize("text", KEPT)
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert scrub(text) == text


REPLACED = {
    "backup-talos-7-x": "backup-<node>-x",
    "TALOS-7": "<node>",
    "talos-70 talos-7a xtalos-7": "talos-70 talos-7a xtalos-7",
    "grafana.lab.smith.net": "<host>",
    "see Grafana.Lab.Smith.Net.": "see <host>.",
    "nas.lab.smith.net:5000/x": "<host>:5000/x",
    "x.y.grafana.lab.smith.net": "<host>",
    "lab.smith.net/owner": "<domain>/owner",
    "notlab.smith.net": "notlab.smith.net",
    "nas.lan": "<host>",
    "nas.home.arpa and ha.fritz.box": "<host> and <host>",
    "apps/nas.internal/values.yaml": "apps/<host>/values.yaml",
    "203.0.113.7:9100": "<address>:9100",
    "192.168.1.5": "<address>",
    "10.1.2.0/24": "<address>/24",
    "198.51.100.4 answers": "<address> answers",
    "db-192.168.1.5-x": "db-<address>-x",
    "ip-10-0-1-23": "<address>",
    "ip-192-168-1-5.eu-central-1": "<address>.eu-central-1",
    "fd00::1:2 and 2001:db8::7": "<address> and <address>",
    "[2001:db8:0:0:0:0:0:7]:443": "[<address>]:443",
    "fe80::1%eth0": "<address>",
    "aa:bb:cc:dd:ee:0f": "<address>",
    "lb-7.cloud.test": "<host>",
    "jane@example.org": "<mail>",
    "jane@example.org-15": "<mail>-15",
    "Jane <jane.doe@mail.example.org>": "Jane <<mail>>",
    "https://jane:hunter2@git.smith.net/x": "https://<git>/x",
    "https://jane@github.com/x": "https://github.com/x",
    "postgres://app:s3cret@db.data:5432/app": "postgres://<git>:5432/app",
    "see http://nas:5000/path, then": "see http://<git>:5000/path, then",
    "https://[fd00::1]:6443/": "https://<address>:6443/",
    "ghp_0123456789abcdefABCDEF": "<secret>",
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl": "<secret>",
    "AKIAIOSFODNN7EXAMPLE": "<secret>",
    "glsa_0123456789abcdefABCDEF": "<secret>",
    "AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQ": "<secret>",
    "d41d8cd98f00b204e9800998ecf8427e": "<secret>",
    "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY1": "<secret>",
    "aGVsbG8gd29ybGQgMTIzNDU2Nzg5MA==": "<secret>",
    "password=hunter2x": "password=<secret>",
    "Authorization: Bearer abc123def": "Authorization: Bearer <secret>",
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----": "<secret>",
}


@pytest.mark.parametrize("text", REPLACED)
def test_what_is_private_in_a_text_is_replaced(text: str) -> None:
    assert scrub(text) == REPLACED[text]


BY_MARK = {
    (Mark.HOST, "wiki"): "<host>",
    (Mark.HOST, "*.lab.smith.net"): "*.<domain>",
    (Mark.HOST, "a.www.example.org"): "a.www.example.org",
    (Mark.HOST, "*.example.org"): "*.example.org",
    (Mark.HOST, "10.0.0.7"): "<address>",
    (Mark.HOST, ""): "",
    (Mark.IMAGE, "nginx:1.29"): "nginx:1.29",
    (Mark.IMAGE, "linuxserver/plex:1.32.5.7349"): "linuxserver/plex:1.32.5.7349",
    (Mark.IMAGE, "ghcr.io/me/app:10.0.0.1"): "ghcr.io/me/app:10.0.0.1",
    (Mark.IMAGE, "registry.smith.net:5000/me/app:1@sha256:" + "0f" * 32): "<registry>:5000/me/app:1@sha256:"
    + "0f" * 32,
    (Mark.IMAGE, "10.0.0.7:5000/app"): "<registry>:5000/app",
    (Mark.IMAGE, "nas:5000/app"): "<registry>:5000/app",
    (Mark.IMAGE, "localhost:5000/app"): "localhost:5000/app",
    (Mark.URL, "https://charts.jetstack.io"): "https://charts.jetstack.io",
    (Mark.URL, "https://me.github.io/charts"): "https://me.github.io/charts",
    (Mark.URL, "git@git.smith.net:me/infra.git"): "git@<git>:me/infra.git",
    (Mark.URL, "git@github.com:me/infra.git"): "git@github.com:me/infra.git",
    (Mark.URL, "ssh://git@git.smith.net:2222/me/infra"): "ssh://<git>:2222/me/infra",
    (Mark.URL, "oci.smith.net/charts"): "<git>/charts",
    (Mark.URL, "infra"): "infra",
    (Mark.URL, "*"): "*",
    (Mark.LABELS, "talos-7:9100"): "<node>:9100",
    (Mark.LABELS, "web"): "web",
    (Mark.COUNTED, "anything"): "",
}


@pytest.mark.parametrize(("mark", "text"), BY_MARK)
def test_field_of_a_kind_is_replaced_as_its_mark_says(mark: Mark, text: str) -> None:
    assert scrub(text, mark) == BY_MARK[mark, text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("smithnas", "<value>"),
        ("old-SmithNAS2", "old-<value>2"),
        ("nas.example.org", "<value>.example.org"),
        ("x", "x"),
    ],
)
def test_values_of_the_owner_are_found_inside_words_and_below_published_domains(text: str, expected: str) -> None:
    assert scrub(text, listed=("SmithNAS",)) == expected.replace("<value>.example.org", "nas.example.org")
    assert scrub("nas.example.org", Mark.HOST, listed=("nas.example.org",)) == "<value>"


def test_short_value_of_the_owner_is_found_as_a_word_only() -> None:
    assert scrub("nas nasal a-nas", listed=("nas",)) == "<value> nasal a-<value>"


@pytest.mark.parametrize("text", ["10.4.1.2", "nas.lan"])
def test_what_the_owner_takes_back_stays(text: str) -> None:
    assert scrub(text) != text == scrub(text, texts=(text,))


def test_same_value_has_the_same_alias_in_every_kind_of_field() -> None:
    one = scrubber()
    texts = [
        one.by_mark[Mark.HOST]("grafana.lab.smith.net"),
        one.by_mark[Mark.PUBLIC]("x GRAFANA.lab.smith.net").split()[1],
        one.by_mark[Mark.URL]("https://grafana.lab.smith.net/x").split("/")[2],
        one.by_mark[Mark.IMAGE]("grafana.lab.smith.net/x").split("/")[0],
    ]
    assert len(set(texts)) == 1


def test_letters_of_other_alphabets_do_not_move_what_is_cut() -> None:
    assert scrub("İstanbul é 日本 talos-7 ß") == "İstanbul é 日本 <node> ß"


def test_of_two_keys_that_stand_together_none_is_left() -> None:
    keys = ("rhKzGUFPyhzQVMUvrpBZJblv12Jojxu+MVSyYhnETO4=", "2FG7V/bLb8/Uc+FGR8oRBO2CrshzBoij3oz5DIcQpqM=")
    made = scrub("/".join(keys))
    assert [part for key in keys for part in (key[:16], key[-16:]) if part in made] == []
