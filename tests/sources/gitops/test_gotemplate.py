"""Go templates: what Go's own engine prints, and limits it does not need."""

from __future__ import annotations

import contextlib
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kubefolio.sources.gitops.gotemplate import GoTemplateError, Library, render

DATA: dict[str, Any] = {
    "name": "web-conf",
    "on": True,
    "none": None,
    "list": [1, 2, 3],
    "map": {"b": "2", "a": "1"},
    "path": {"basename": "web", "segments": ["apps", "web"]},
}


@pytest.mark.parametrize(
    ("template", "printed"),
    [
        ('{{ regexReplaceAll "-conf$" .name "" }}', "web"),
        ("a {{- 1 -}} b", "a1b"),
        ("a{{/* x }} y */}}b", "ab"),
        ("{{ if and .on (eq .name `web-conf`) }}y{{ else }}n{{ end }}", "y"),
        ("{{ if .none }}y{{ else if .on }}z{{ end }}", "z"),
        ("{{ range $i, $e := .list }}{{ if $i }},{{ end }}{{ $e }}{{ end }}", "1,2,3"),
        ("{{ range $k, $v := .map }}{{ $k }}={{ $v | quote }};{{ end }}", 'a="1";b="2";'),
        ("{{ range .list }}{{ if eq . 1 }}{{ continue }}{{ end }}{{ . }}{{ break }}{{ end }}", "2"),
        ("{{ range .none }}x{{ else }}empty{{ end }}", "empty"),
        ("{{ with .map }}{{ .a }}{{ $.name }}{{ end }}", "1web-conf"),
        ("{{ $x := 1 }}{{ if .on }}{{ $x = 2 }}{{ end }}{{ $x }}", "2"),
        ('{{ define "t" }}[{{ . }}]{{ end }}{{ template "t" .on }}{{ include "t" 1 | nindent 2 }}', "[true]\n  [1]"),
        ("{{ index .path.segments 0 }}/{{ (index .list 1) }}", "apps/2"),
        ('{{ printf "%s-%02d-%q" .name 7 "a" }}', 'web-conf-07-"a"'),
        ('{{ default "d" .missing }}{{ .none | default "e" }}', "de"),
        ("{{ .missing }}", "<no value>"),
        ('{{ ternary "a" "b" .on }}{{ len .list }}{{ .list }}{{ .map }}', "a3[1 2 3]map[a:1 b:2]"),
        ('{{ splitList "-" .name | last | upper }}{{ trunc 3 .name }}{{ trimSuffix "-conf" .name }}', "CONFwebweb"),
        ('{{ dict "a" (list 1 2) | toJson }}', '{"a":[1,2]}'),
        ("{{ toYaml .map | indent 2 }}", "  a: '1'\n  b: '2'"),
        ('{{ hasKey .map "a" }}{{ hasKey .map "z" }}{{ dig "map" "q" "x" . }}', "truefalsex"),
        ('{{ semverCompare ">=1.2.0, <2" "v1.9.1" }}{{ semverCompare "^1.2" "2.0.0" }}', "truefalse"),
        ('{{ "A b/c" | replace " " "-" | lower }}{{ "x" | repeat 3 }}', "a-b/cxxx"),
        ('{{ slugify 23 "feat/Some Long_Branch name" }}', "feat-some-long_branch"),
        ('{{ normalize "Feature_X/1" }}', "feature-x-1"),
    ],
)  # fmt: skip
def test_a_template_prints_what_go_prints(template: str, printed: str) -> None:
    assert render(template, DATA) == printed


@pytest.mark.parametrize(
    "template",
    ["{{ .a", "{{ end }}", "{{ if .on }}", "{{ nope 1 }}", "{{ .name.first }}", "{{ $x }}",
     "{{ fail `no` }}", "{{ 1 2 }}",
     "{{ include `none` . }}", "{{ now }}", "{{ env `HOME` }}", "{{ | quote }}", "{{ (1 }}", "{{ index .list 9 }}"],
)  # fmt: skip
def test_what_cannot_be_evaluated_is_one_kind_of_error(template: str) -> None:
    with pytest.raises(GoTemplateError):
        render(template, DATA)


def test_a_missing_key_is_an_error_where_the_template_asks_for_it() -> None:
    with pytest.raises(GoTemplateError, match="missing"):
        render("{{ .missing }}", DATA, missing_is_error=True)


@pytest.mark.parametrize(
    "template",
    [
        "{{ range until 1000000000 }}x{{ end }}",
        "{{ range until 9000 }}{{ range until 9000 }}x{{ end }}{{ end }}",
        '{{ repeat 1000000000 "x" }}',
        '{{ define "t" }}{{ include "t" . }}{{ end }}{{ include "t" . }}',
        '{{ printf "%1000000000d" 1 }}',
        '{{ regexMatch "(a+)+$" "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab" }}',
        "{{ if 1 }}" * 500,
        "{{ " + "(" * 500,
    ],
)
def test_a_hostile_template_ends_soon(template: str) -> None:
    started = time.monotonic()
    with pytest.raises(GoTemplateError):
        render(template, DATA)
    assert time.monotonic() - started < 5


def test_a_library_shares_named_templates() -> None:
    library = Library()
    library.parse('{{ define "n" }}{{ .name }}{{ end }}')
    assert render('{{ include "n" . }}', DATA, library=library) == "web-conf"


ACTIONS = (
    "{{ }} {{- -}} . .a $x $ := | ( ) , 1 `s` `t` if end range else with define include quote list dict toYaml index"
)
WORDS = st.sampled_from([*ACTIONS.split(), " ", "\n"])


@settings(max_examples=400, deadline=2_000)
@given(st.lists(WORDS, max_size=60).map("".join))
def test_no_template_raises_anything_else(template: str) -> None:
    with contextlib.suppress(GoTemplateError):
        render(template, {"a": {"a": [1]}})
