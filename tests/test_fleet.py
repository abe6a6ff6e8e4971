"""Several clusters: how they are set, what they add up to, and what their pages say."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from kubefolio.claims import NO_CLAIMS, parse_ledger
from kubefolio.cluster_settings import find_repeated
from kubefolio.edition import Edition, list_site_problems
from kubefolio.errors import LedgerError, SettingsError, SnapshotError
from kubefolio.facts.base import Missing, Reading
from kubefolio.facts.cluster import Namespace
from kubefolio.facts.factset import FactSet, cluster_of
from kubefolio.facts.fleet import Cluster, unread
from kubefolio.facts.snapshot import write_snapshot
from kubefolio.fleet import build_world, load_site, measure_site, render_site
from kubefolio.measures import CATALOGUE, measure_all
from kubefolio.measures.fleet import SUMS
from kubefolio.portfolio.profile import parse_profile
from kubefolio.settings import PLUGIN, parse_settings
from kubefolio.views.fleet import DOWN, SNAPSHOT, state_of
from tests.redact import public
from tests.scenarios import SITE, scenario, without
from tests.scenarios.moments import BUILD
from tests.scenarios.objects import U, found
from tests.views.inert import take_apart, to_html

DAY = timedelta(days=1)
HERE = Path("/site")


def fleet(**facts: FactSet) -> Edition:
    return Edition(FactSet(), clusters=tuple(Cluster(name, one, DAY, is_live=False) for name, one in facts.items()))


def named(facts: FactSet, cluster: str) -> FactSet:
    """Return facts that say which cluster they are of."""
    system = Namespace(U("kube-system"), U("Active"), U(""), U(""), U(""), None, cluster=cluster)
    return msgspec.structs.replace(facts, namespaces=found(system))


HEALTHY = public(scenario("healthy"))
TWO = fleet(home=HEALTHY, edge=HEALTHY)
DOWN_TOO = fleet(home=HEALTHY, edge=unread(Missing("it was not there", "failed")))


@pytest.mark.parametrize(
    ("clusters", "said"),
    [
        ({"Home": {"snapshot": "a"}}, "'Home' is no name; take small letters, digits and - between them, 63 at most"),
        ({"../x": {"snapshot": "a"}}, "'../x' is no name"),
        ({"a" * 64: {"snapshot": "a"}}, "is no name"),
        ({"<script>": {"snapshot": "a"}}, "'<script>' is no name"),
        ({"home": {}}, "home: give it sources, a snapshot, or both"),
        ({"home": {"snapshot": "a"}, "lab": {"snapshot": "a"}}, "home and lab have the same snapshot"),
        ({"home": {"snapshot": "a", "sanpshot": "b"}}, "contains unknown field `sanpshot`"),
        ({"home": {"snapshot": "a", "max_age": "soon"}}, "soon"),
        ({"home": "a.json"}, "Expected `object`, got `str`"),
        (["home"], "clusters: must be names"),
    ],
)
def test_what_cannot_be_is_one_clear_line(clusters: object, said: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(said)) as error:
        parse_settings({"clusters": clusters}, HERE)
    assert "\n" not in str(error.value)
    assert str(error.value).startswith(PLUGIN)


def test_one_cluster_beside_several_is_refused() -> None:
    with pytest.raises(SettingsError, match="write sources and snapshot below the cluster"):
        parse_settings({"clusters": {"home": {"snapshot": "a"}}, "snapshot": "b"}, HERE)


def test_a_cluster_that_stands_twice_is_named_with_its_line() -> None:
    text = "plugins:\n  - kubefolio/facts:\n      clusters:\n        a: {snapshot: x}\n        a: {snapshot: y}\n"
    assert find_repeated(text, PLUGIN) == (5, "a")
    assert find_repeated(text.replace("a: {snapshot: y}", "b: {snapshot: y}"), PLUGIN) is None
    for odd in ("", "plugins: search", "plugins: [search]", "plugins: [{kubefolio/facts: {clusters: [a, a]}}]"):
        assert find_repeated(odd, PLUGIN) is None


def test_settings_of_a_cluster_are_those_of_a_site_of_it_alone() -> None:
    given = {"clusters": {"home": {"snapshot": "a", "max_age": "2h"}, "lab": {"sources": {"kubernetes": "lab"}}}}
    settings = parse_settings(given, HERE)
    assert settings.of_cluster("home") == parse_settings({"snapshot": "a", "max_age": "2h"}, HERE)
    assert settings.of_cluster("lab") == parse_settings({"sources": {"kubernetes": "lab"}}, HERE)


def test_a_sum_is_what_its_clusters_have() -> None:
    one, both = measure_all(HEALTHY), measure_site(TWO, CATALOGUE)
    for name in SUMS:
        value = one[name].value
        if isinstance(value, Missing):
            assert isinstance(both[name].value, Missing)
        else:
            assert both[name].value == pytest.approx(2 * float(value))
    assert both["home/nodes.total"].value == one["nodes.total"].value
    assert "gitops.share" not in both
    assert "home/gitops.share" in both


def test_what_a_cluster_could_not_say_is_no_zero_and_no_sum() -> None:
    taken = measure_site(DOWN_TOO, CATALOGUE)["nodes.total"]
    known = measure_all(HEALTHY)["nodes.total"].text
    assert taken.value == Missing(f"At least {known}, in 1 of 2 clusters. edge: it was not there", "failed")
    assert taken.note == f"At least {known}, in 1 of 2 clusters. edge: it was not there"


def test_a_kind_that_one_server_does_not_have_adds_nothing() -> None:
    lacking = without(HEALTHY, "argocd_applications", "flux_kustomizations", "flux_helm_releases", cause="absent")
    taken = measure_site(fleet(home=HEALTHY, bare=lacking), CATALOGUE)
    assert taken["applications.total"].value == measure_all(HEALTHY)["applications.total"].value
    assert isinstance(measure_site(fleet(bare=lacking), CATALOGUE)["applications.total"].value, Missing)


def test_pages_of_a_cluster_are_those_of_a_site_of_it_alone_below_its_name() -> None:
    files = {one.path for one in render_site(TWO, SITE, NO_CLAIMS)}
    alone = {one.path for one in render_site(Edition(HEALTHY), SITE, NO_CLAIMS) if not one.path.startswith("assets/")}
    for name in ("home", "edge"):
        own = {path.removeprefix(f"clusters/{name}/") for path in files if path.startswith(f"clusters/{name}/")}
        assert own == alone | {"index.md"}
    assert {"clusters/index.md", "evidence/index.md", "facts.json", "evidence.json", "data/status.json"} <= files


def test_the_same_facts_give_the_same_bytes() -> None:
    assert render_site(TWO, SITE, NO_CLAIMS) == render_site(TWO, SITE, NO_CLAIMS)


def test_a_page_says_which_cluster_it_is_about_and_leads_back() -> None:
    pages = {one.path: one.content for one in render_site(TWO, SITE, NO_CLAIMS)}
    page = pages["clusters/edge/nodes/index.md"]
    assert 'title: "Nodes &#40;edge&#41;"' in page
    assert '<a href="../../">Clusters</a> / <a href="../">edge</a>' in page
    assert "kf-cluster" not in pages["clusters/index.md"]


def test_a_page_across_clusters_says_what_is_down() -> None:
    pages = {one.path: one.content for one in render_site(DOWN_TOO, SITE, NO_CLAIMS)}
    overview = take_apart(to_html(pages["clusters/index.md"].split("\n---\n", 1)[1])).text
    assert "edge: The cluster could not be read." in overview
    assert "Could not be read" in overview
    assert [state_of(one) for one in DOWN_TOO.clusters] == [SNAPSHOT, DOWN]
    assert list_site_problems(DOWN_TOO) == ("edge: it was not there",)


def test_hostile_strings_of_a_cluster_are_inert_on_the_pages_across() -> None:
    hostile = fleet(home=public(scenario("hostile")), edge=public(scenario("hostile-reasons")))
    for one in render_site(hostile, SITE, NO_CLAIMS):
        if one.path in ("clusters/index.md", "clusters/home/index.md", "clusters/edge/index.md"):
            parts = take_apart(to_html(one.content.split("\n---\n", 1)[1]))
            assert "script" not in parts.tags
            assert "{{" not in one.content
            assert "{%" not in one.content


def test_claims_name_a_cluster_or_speak_of_all() -> None:
    text = """
- {id: one, says: three, measure: home/nodes.total, expect: "> 0"}
- {id: all, says: some, measure: nodes.total, expect: "> 0"}
"""
    ledger = parse_ledger(text, "claims.yml")
    assert [(one.id, one.measure) for one in ledger.about("home").claims] == [("one", "nodes.total")]
    assert ledger.about("edge").claims == ()
    pages = {one.path: one.content for one in render_site(TWO, SITE, ledger)}
    assert "claim-one" in pages["evidence/index.md"]
    assert "claim-all" in pages["evidence/index.md"]
    assert "claim-one" in pages["clusters/home/evidence/index.md"]
    assert "claim-one" not in pages["clusters/edge/evidence/index.md"]


def test_a_claim_about_what_is_of_one_cluster_says_how_to_name_it() -> None:
    ledger = parse_ledger('- {id: a, says: b, measure: gitops.share, expect: "> 0"}', "claims.yml")
    with pytest.raises(LedgerError, match=r"no measure `gitops.share`; did you mean .*home/gitops\.share"):
        render_site(TWO, SITE, ledger)


def snapshots(folder: Path, **facts: FactSet) -> dict[str, object]:
    for name, one in facts.items():
        write_snapshot(one, folder / f"{name}.json")
    return {"clusters": {name: {"snapshot": f"{name}.json"} for name in facts}}


def test_a_snapshot_that_is_not_there_stops_no_other_cluster(tmp_path: Path) -> None:
    given = snapshots(tmp_path, home=HEALTHY)
    (tmp_path / "lab.json").write_text("no snapshot")
    options = {"clusters": {**given["clusters"], "edge": {"snapshot": "e.json"}, "lab": {"snapshot": "lab.json"}}}  # type: ignore[dict-item]
    said: list[str] = []
    made = load_site(parse_settings(options, tmp_path), BUILD, warn=said.append)
    assert [state_of(one) for one in made.clusters] == [SNAPSHOT, DOWN, DOWN]
    assert [line.partition(":")[0] for line in said] == ["edge", "lab"]
    assert set(list_site_problems(made)) >= {
        f"{name}: the cluster's snapshot could not be read" for name in ("edge", "lab")
    }


def test_facts_of_another_cluster_are_refused(tmp_path: Path) -> None:
    options = snapshots(tmp_path, home=named(HEALTHY, "a" * 16), lab=named(HEALTHY, "a" * 16))
    with pytest.raises(SettingsError, match="home and lab are the same cluster"):
        load_site(parse_settings(options, tmp_path), BUILD)
    one = {"clusters": {"home": {"snapshot": "home.json", "id": "b" * 16}}}
    with pytest.raises(SnapshotError, match=f"home: its facts are of the cluster {'a' * 16}, not of {'b' * 16}"):
        load_site(parse_settings(one, tmp_path), BUILD)


def test_the_example_is_no_cluster(tmp_path: Path) -> None:
    options = snapshots(tmp_path, home=msgspec.structs.replace(HEALTHY, example=True))
    with pytest.raises(SnapshotError, match="home: is the built-in example"):
        load_site(parse_settings(options, tmp_path), BUILD)


def test_a_private_value_of_one_cluster_is_one_in_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBEFOLIO_ALIAS_KEY", "k" * 32)
    options = snapshots(tmp_path, home=scenario("healthy"), edge=scenario("healthy"))
    made = load_site(parse_settings(options | {"aliases": {"table": "t.json"}}, tmp_path), BUILD)
    home, edge = made.clusters
    assert made.known_values
    assert home.facts == edge.facts
    assert home.facts.edition == "public"
    private = load_site(parse_settings(options | {"edition": "private"}, tmp_path), BUILD)
    assert (private.clusters[0].facts, private.known_values) == (scenario("healthy"), ())


def test_a_portfolio_says_which_cluster_it_is_about() -> None:
    measured = measure_site(TWO, CATALOGUE)
    with pytest.raises(SettingsError, match="cluster: name the one that it is about; there are home, edge"):
        build_world(TWO, SITE, NO_CLAIMS, measured, "")
    with pytest.raises(SettingsError, match="there are none: leave it out"):
        build_world(Edition(HEALTHY), SITE, NO_CLAIMS, measured, "home")
    world = build_world(TWO, SITE, NO_CLAIMS, measured, "edge")
    assert all(address.startswith("clusters/edge/applications/") for address in world.application_pages.values())
    assert parse_profile({"cluster": "edge"}, measured).proof == (
        "applications.healthy/applications.total",
        "edge/probes.availability.30d",
        "edge/gitops.share",
        "nodes.ready/nodes.total",
    )


def test_which_cluster_facts_are_of_survives_the_public_edition() -> None:
    facts = named(scenario("healthy"), "0123456789abcdef")
    assert cluster_of(public(facts)) == "0123456789abcdef"
    assert cluster_of(scenario("healthy")) == ""
    assert isinstance(unread(Missing("x", "failed")).nodes, Reading)
