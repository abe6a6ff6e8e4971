"""The YAML reader: what Kubernetes tools read, bounded, and never more than data."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kubefolio.sources.gitops import yaml_text, yaml_values
from kubefolio.sources.gitops.documents import parse_file


def test_a_repeated_anchor_means_its_last_value() -> None:
    assert yaml_values.parse("a: &x 1\nb: &x 2\nc: *x\n")["c"] == 2


def test_merge_keys_lie_under_the_own_keys() -> None:
    text = "base: &b {a: 1, b: 1}\nmore: &m {b: 2, c: 2}\nx: {<<: [*b, *m], a: 9}\n"
    assert yaml_values.parse(text)["x"] == {"a": 9, "b": 1, "c": 2}


def test_unknown_tags_are_inert() -> None:
    assert yaml_values.parse("a: !!python/object/apply:os.system ['true']\nb: !ENV HOME\n") == {
        "a": ["true"],
        "b": "HOME",
    }


def test_the_scalar_equals_sign_is_text() -> None:
    assert yaml_values.parse("a: =\n=: b\n") == {"a": "=", "=": "b"}


def test_a_version_with_a_trailing_zero_keeps_it() -> None:
    assert yaml_values.parse("version: 1.10\nday: 2026-01-02\ntag: 0123\n") == {
        "version": "1.10",
        "day": "2026-01-02",
        "tag": "0123",
    }


def test_a_key_given_twice_keeps_its_last_value() -> None:
    assert yaml_values.parse("a: 1\na: 2\n") == {"a": 2}


@pytest.mark.parametrize("text", ["[" * 300_000, "{a: " * 100_000, "- " * 100_000, "? " * 50_000])
def test_deep_nesting_is_refused_at_once(text: str) -> None:
    started = time.monotonic()
    with pytest.raises(yaml_values.YamlError):
        yaml_values.parse(text)
    assert time.monotonic() - started < 2


def test_an_alias_bomb_is_refused() -> None:
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    with pytest.raises(yaml_values.LimitError):
        yaml_values.parse("\n".join(lines))


def test_an_alias_within_its_own_anchor_is_refused() -> None:
    with pytest.raises(yaml_values.YamlError):
        yaml_values.parse("a: &a [*a]\n")


def test_a_huge_scalar_is_read_in_bounded_time() -> None:
    started = time.monotonic()
    assert len(yaml_values.parse("a: " + "x" * 4_000_000)["a"]) == 4_000_000
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_unicode_encoding_is_read(encoding: str) -> None:
    assert parse_file("a: ü\r\nb: 2\r\n".encode(encoding)).documents[0].body == {"a": "ü", "b": 2}


def test_a_nul_costs_a_character_and_not_the_file() -> None:
    assert parse_file(b"a: x\0y\nb: 2\n").documents[0].body == {"a": "x y", "b": 2}


def test_a_broken_document_costs_itself_and_is_named_by_line() -> None:
    parsed = parse_file(b"a: 1\n---\n# text\nb:\n\t- x\n---\nc: 3\n")
    assert [document.body for document in parsed.documents] == [{"a": 1}, {"c": 3}]
    assert [(flaw.line, flaw.kind) for flaw in parsed.flaws] == [(5, "broken")]


def test_a_marker_within_a_block_scalar_is_no_marker_unless_at_column_zero() -> None:
    texts = [document.text for document in yaml_text.split("a: |\n  x\n  ---\n  y\n---\nb: 1\n")]
    assert len(texts) == 2


def test_lines_are_those_of_the_first_content() -> None:
    assert [document.line for document in yaml_text.split("# c\n\na: 1\n---\n\n# d\nb: 2\n")] == [3, 7]


@pytest.mark.parametrize(
    "text", [b"a: {{ .x }}\n", b"{{- if .x }}\na: 1\n{{- end }}\n", b"{% if x %}\na: [\n{% endif %}\n"]
)
def test_a_template_is_recognised_as_one(text: bytes) -> None:
    assert [flaw.kind for flaw in parse_file(text).flaws] == ["template"]


def test_secret_values_are_not_kept() -> None:
    text = b"""
apiVersion: v1
kind: Secret
metadata: {name: s}
stringData: {password: hunter2}
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: {name: t}
spec: {encryptedData: {password: AgBhunter2}}
---
kind: Values
adminPassword: hunter2
deep: {list: [{token: hunter2}], sealed: "ENC[AES256_GCM,data:hunter2]"}
sops: {mac: x}
"""
    parsed = parse_file(text)
    assert "hunter2" not in repr(parsed)
    assert [flaw.kind for flaw in parsed.flaws] == ["encrypted"]


WORDS = [*"{[]}: \n|>'\"\t#%a\0", "&a", "*a", "<<: ", "- ", "? ", "---\n", "!!x ", "{{", "}}", "kind: Secret\n"]
BROKEN = st.one_of(
    st.binary(max_size=400),
    st.text(max_size=400).map(str.encode),
    st.lists(st.sampled_from(WORDS), max_size=200).map(lambda words: "".join(words).encode()),
)


@settings(max_examples=400, deadline=2_000)
@given(BROKEN)
def test_no_bytes_stop_the_reader(data: bytes) -> None:
    parsed = parse_file(data)
    assert all(flaw.line >= 0 and flaw.message for flaw in parsed.flaws)
