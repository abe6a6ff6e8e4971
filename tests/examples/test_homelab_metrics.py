"""The example's samples: whole, the same every time, and with two outages in thirty days."""

from __future__ import annotations

from pathlib import Path

import pytest

from examples.homelab.world.curves import build_grid, counter, outages, wave
from examples.homelab.world.inventory import load_apps, load_cluster
from examples.homelab.world.machine_series import machine_families
from examples.homelab.world.metrics import write_metrics
from examples.homelab.world.names import NOW
from examples.homelab.world.objects import build_world
from examples.homelab.world.series import Family
from examples.homelab.world.service_series import reach_families, service_families


@pytest.fixture(scope="module", name="families")
def _families() -> dict[str, Family]:
    grid, cluster = build_grid(30), load_cluster()
    services = service_families(grid, load_apps(), build_world(""))
    return {each.name: each for each in (*machine_families(grid, cluster), *reach_families(grid, cluster), *services)}


def test_two_outages_leave_99_8_percent_of_thirty_days(families: dict[str, Family]) -> None:
    for route in families["probe_success"].series:
        up = sum(value == 1 for value in route.values)

        assert round(100 * up / len(route.values), 1) == 99.8


def test_there_is_one_etcd_member(families: dict[str, Family]) -> None:
    assert len(families["etcd_server_has_leader"].series) == 1


def test_the_processors_of_a_machine_never_do_more_than_one_second_a_second(families: dict[str, Family]) -> None:
    totals = [float(each.values[-1]) - float(each.values[-2]) for each in families["node_cpu_seconds_total"].series]

    assert len(totals) == 3 * 12 * 3
    assert sum(totals) == pytest.approx(3 * 12 * 300)
    assert min(totals) >= 0


def test_every_application_that_runs_something_has_its_use_of_the_processor(families: dict[str, Family]) -> None:
    seen = {each.labels["pod"] for each in families["container_cpu_usage_seconds_total"].series}

    assert len(seen) == len(load_apps()) - 2  # gateway-api and istio-base bring definitions only


def test_restarts_end_where_the_pods_say_that_they_are(families: dict[str, Family]) -> None:
    counted = {
        (each.labels["namespace"], each.labels["pod"]): each.values[-1]
        for each in families["kube_pod_container_status_restarts_total"].series
    }
    pods = {
        (item["metadata"]["namespace"], item["metadata"]["name"]): item
        for item in build_world("")
        if item["kind"] == "Pod"
    }

    assert {key: pods[key]["status"]["containerStatuses"][0]["restartCount"] for key in counted} == counted


def test_a_counter_starts_again_where_its_process_did() -> None:
    grid = build_grid(1)
    middle = NOW.replace(hour=0)

    values = counter(grid, [2] * len(grid.times), middle)

    assert values[grid.index(middle)] == 0
    assert all(low < high for low, high in zip(values[-100:], values[-99:], strict=False))


def test_a_wave_stays_near_its_bounds() -> None:
    values = wave(build_grid(1), "anything", 100, 200)

    assert 100 <= min(values) <= max(values) <= 210


def test_without_an_outage_everything_answers() -> None:
    assert set(outages(build_grid(1), ())) == {1}


def test_two_files_are_equal_and_end_at_the_pinned_clock(tmp_path: Path) -> None:
    first, second = tmp_path / "first.om", tmp_path / "second.om"

    assert write_metrics(first, days=1) == write_metrics(second, days=1)
    assert first.read_bytes() == second.read_bytes()
    assert first.read_text(encoding="utf-8").endswith(f" {int(NOW.timestamp())}\n# EOF\n")
