"""The page that this project began with: each of its claims in its own words, held against the built-in example."""

from __future__ import annotations

import pytest

from kubefolio.claims import Verdict, check_claims, parse_ledger
from kubefolio.collect import read_example
from kubefolio.measures import load_catalogue, measure_all
from tests.test_house import ROOT

LEDGER = """\
- {id: nodes, says: 3-node bare-metal cluster, measure: nodes.total, expect: == 3}
- {id: workers, says: a control plane and two workers, measure: nodes.workers, expect: == 2}
- {id: quorum, says: 3-node quorum tolerates single node failure, measure: etcd.failures_tolerated, expect: '>= 1'}
- {id: applications, says: 30+ applications running 24/7, measure: applications.healthy, expect: '>= 30'}
- {id: services, says: 30+ services in production, measure: applications.total, expect: '>= 30'}
- {id: memory, says: 32GB RAM in each of three machines, measure: memory.capacity, expect: == 96 GiB, tolerance: 4 %}
- {id: talos, says: Talos Linux, measure: nodes.os, expect: contains Talos}
- {id: cilium, says: Cilium v1.20, measure: cilium.version, expect: ~ 1.20}
- {id: istio, says: Istio 1.30 in ambient mode, measure: istio.version, expect: ~ 1.30}
- {id: uptime, says: 99.9% uptime, measure: probes.availability, window: 30d, expect: '>= 99.9 %'}
- {id: api, says: 99.9% API uptime, measure: api.availability, window: 30d, expect: '>= 99.9 %'}
- {id: blocking, says: daily threat blocking, measure: crowdsec.decisions, expect: '>= 1'}
- {id: gitops, says: 100% GitOps, measure: gitops.share, expect: == 100 %}
- {id: by-hand, says: zero manual changes, measure: gitops.unmanaged, expect: == 0}
- {id: intrusions, says: zero successful intrusions, stated: no metric shows what nobody noticed}
- {id: learning, says: hands-on with enterprise tools daily, stated: nobody measures a day}
"""

WRONG = {"quorum", "uptime", "gitops", "by-hand"}
"""One member of etcd votes, so it tolerates nothing; a probe had an outage; three workloads were put there by hand."""


@pytest.fixture(scope="module")
def verdicts() -> dict[str, Verdict]:
    catalogue = load_catalogue(str(ROOT / "measures.yml"))
    found = check_claims(parse_ledger(LEDGER, "claims.yml"), measure_all(read_example(), catalogue))
    return {one.claim.id: one for one in found}


def test_what_was_wrong_from_the_first_day_comes_out_as_failing(verdicts: dict[str, Verdict]) -> None:
    assert {name for name, one in verdicts.items() if one.outcome == "fails"} == WRONG
    quorum = verdicts["quorum"].taken
    assert quorum
    assert quorum.value == 0


def test_what_is_true_holds_and_what_no_machine_can_check_is_stated(verdicts: dict[str, Verdict]) -> None:
    assert {name for name, one in verdicts.items() if one.outcome == "stated"} == {"intrusions", "learning"}
    assert {name for name, one in verdicts.items() if one.outcome == "holds"} == {*verdicts} - WRONG - {
        "intrusions",
        "learning",
    }


def test_page_of_today_makes_no_claim_that_fails() -> None:
    text = (ROOT / "claims.yml").read_text("utf-8")
    catalogue = load_catalogue(str(ROOT / "measures.yml"))
    found = check_claims(parse_ledger(text, "claims.yml"), measure_all(read_example(), catalogue))
    assert {one.outcome for one in found} == {"holds", "stated"}
