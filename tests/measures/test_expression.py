"""Values that the owner computes from facts: what is missing stays so, what is misspelt is named, cost is bounded."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from kubefolio.errors import SettingsError
from kubefolio.facts.base import Missing, Untrusted
from kubefolio.facts.factset import FactSet
from kubefolio.measures import load_catalogue, measure_all
from kubefolio.measures.base import Unit, Value
from kubefolio.measures.expression import build_compute, parse_expression
from tests.scenarios import scenario, without
from tests.scenarios.objects import found, node, workload


def value_of(expression: str, unit: Unit = "count", of: str = "", facts: FactSet | None = None) -> Value:
    whole = parse_expression(of) if of else None
    return build_compute(parse_expression(expression), whole, unit)(facts or scenario("healthy"))


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("length(nodes)", 3),
        ("length(nodes[?ready])", 3),
        ("length(nodes[?is_control_plane])", 3),
        ("length(nodes[?contains(roles, 'control-plane')])", 3),
        ("length(pods[?restarts > `1000`])", 0),
        ("length([deployments, stateful_sets][])", 2),
        ("max_by(deployments, &desired).desired", 2),
        ("length(sort_by(nodes, &name)[:2])", 2),
        ("nodes | length(@)", 3),
    ],
)
def test_number_is_computed_from_facts(expression: str, value: int) -> None:
    assert value_of(expression) == value


def test_sum_and_share_and_texts() -> None:
    nodes = found(node("a"), node("b", ready=False), node("c", os_image=Untrusted("Flatcar")))
    facts = msgspec.structs.replace(scenario("healthy"), nodes=nodes)
    assert value_of("length(nodes[?ready])", "ratio", "length(nodes)", facts) == pytest.approx(2 / 3)
    assert value_of("sum(nodes[].capacity.cpu_cores)", "cores", facts=facts) == sum(
        one.capacity.cpu_cores for one in nodes.items if not isinstance(one.capacity.cpu_cores, Missing)
    )
    assert str(value_of("nodes[].os_image", "text", facts=facts)).endswith("(2), Flatcar (1)")


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("length(nodez)", "the facts have no field `nodez`; did you mean nodes"),
        ("length(nodes[?redy])", "Node has no field `redy`; did you mean ready"),
        ("nodes.name", r"write \[\] before it"),
        ("max_by(pods, &restart).restarts", "did you mean restarts"),
        ("deployments[].containers[].imag", "did you mean image"),
        ("nodes[].capacity.cpu_core", "did you mean cpu_cores"),
        ("length(nodes[?capacity.cpus > `3`])", "no field `cpus`"),
        ("nodes[].{a: nam}", "did you mean name"),
        ("[nodes[].nam, pods]", "did you mean name"),
        ("length(nodes[?!redy || name == 'a'])", "did you mean ready"),
        ("length(", "is not JMESPath"),
        ("`3`", "looks at no fact"),
        ("schema", "no field `schema`"),
        ("length(nodes)" + " " * 1000, "longer than 1000"),
    ],
)
def test_mistake_is_named_when_the_expression_is_read(expression: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_expression(expression)


def test_fact_that_could_not_be_read_is_never_counted_as_none() -> None:
    assert value_of("length(nodes)", facts=without(scenario("healthy"), "nodes")) == Missing(
        "the test took it away", "forbidden"
    )
    assert value_of("length(nodes)", facts=scenario("empty")) == 0


def test_field_that_is_missing_in_one_fact_makes_the_whole_missing() -> None:
    silent = node("b", ready=Missing("the node reports no Ready condition", "not-reported"))
    facts = msgspec.structs.replace(scenario("healthy"), nodes=found(node("a"), silent))
    for expression in ("length(nodes[?ready])", "length(nodes[?ready == `true`])", "length(nodes[?!ready])"):
        assert value_of(expression, facts=facts) == silent.ready


@pytest.mark.parametrize(
    ("expression", "unit", "words"),
    [
        ("nodes", "count", "gives a list where a number belongs"),
        ("nodes[0].name", "count", "gives a str"),
        ("nodes[9].capacity.cpu_cores", "cores", "gives nothing"),
        ("nodes[0].ready", "count", "gives a bool"),
        ("length(nodes[?name > `5`])", "count", "does not fit"),
        ("length(nodes[?zone > `5`])", "count", "does not fit"),
        ("sum(nodes[].name)", "count", "does not fit"),
        ("nodes[].ready", "text", "gives no text"),
        ("nodes[?name == 'none'].name", "text", "gives no text"),
    ],
)
def test_value_that_is_none_says_why(expression: str, unit: Unit, words: str) -> None:
    value = value_of(expression, unit)
    assert isinstance(value, Missing)
    assert words in value.missing


@pytest.mark.parametrize(
    "expression",
    [
        "length(nodes | " + "[@,@][] | " * 60 + "@)",
        "length(nodes | " + "[@,@] | " * 60 + "@[])",
        "length(pods[?" + "!" * 300 + "ready])".replace("ready", "restarts"),
    ],
)
def test_cost_is_bounded(expression: str) -> None:
    value = value_of(expression)
    assert isinstance(value, Missing | int)


def test_nothing_but_facts_can_be_reached() -> None:
    for name in ("__class__", "__struct_fields__", "encode", "_value"):
        with pytest.raises(ValueError, match="no field"):
            parse_expression(f"nodes[].{name}")
        value = value_of(f"length([nodes, pods][][].{name})")
        assert isinstance(value, Missing)
        assert f"has no field {name}" in value.missing


FILE = """\
computed:
  - id: cilium.version
    title: Cilium version
    definition: Tag of the image that the DaemonSet cilium runs.
    unit: text
    value: daemon_sets[?name=='cilium'].containers[].image
  - id: nodes.ready_share
    title: Nodes ready
    definition: Share of the nodes that are ready.
    unit: ratio
    value: length(nodes[?ready])
    of: length(nodes)
"""


def catalogue_of(folder: Path, text: str) -> dict[str, object]:
    file = folder / "measures.yml"
    file.write_text(text, encoding="utf-8")
    taken = measure_all(scenario("healthy"), load_catalogue(str(file)))
    return {name: one.value for name, one in taken.items()}


def test_computed_measures_are_in_the_catalogue_of_the_build(tmp_path: Path) -> None:
    values = catalogue_of(tmp_path, FILE)
    assert values["nodes.ready_share"] == 1
    assert "cilium/cilium:" in str(values["cilium.version"])


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("name=='cilium'", "nam=='cilium'", 6, "did you mean name"),
        ("nodes.ready_share", "nodes.total", 7, "there is one of this name already"),
        ("nodes.ready_share", "Nodes", 7, "is no name for a measure"),
        ("    of: length(nodes)\n", "", 10, "a ratio has a value and `of`"),
        ("unit: text", "unit: ratio", 5, "a ratio has a value and `of`"),
        ("title: Nodes ready", "title: ''", 8, "title is empty"),
        ("value: length(nodes[?ready])", "valu: 3", 11, "did you mean `value`"),
    ],
)
def test_mistake_in_the_file_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    with pytest.raises(SettingsError, match=rf"measures\.yml:{line}: .*{words}"):
        catalogue_of(tmp_path, FILE.replace(old, new))


def test_workload_helper_of_the_scenarios_is_what_is_counted() -> None:
    facts = msgspec.structs.replace(scenario("healthy"), deployments=found(workload("Deployment", "a", "b", desired=5)))
    assert value_of("sum(deployments[].desired)", facts=facts) == 5
