"""A snapshot stands in for what failed, says so with its own time, and never for what is forbidden or absent now."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kubefolio.collect import collect
from kubefolio.edition import load_facts
from kubefolio.errors import SnapshotError
from kubefolio.facts.base import Missing
from kubefolio.facts.factset import FactSet, readings
from kubefolio.facts.merge import applications
from kubefolio.facts.snapshot import write_snapshot
from kubefolio.measures import measure_all
from kubefolio.problems import list_problems
from kubefolio.settings import Settings, SourcesSettings
from kubefolio.sources import kubernetes
from kubefolio.sources.kubernetes.client import KubernetesSettings
from tests.real.conftest import skip_or_fail_without_server
from tests.real.servers import faults
from tests.real.servers.apiserver import running_apiserver
from tests.real.servers.faulty import FaultyProxy, faulty_proxy
from tests.real.servers.kubeclient import ApiServer
from tests.real.servers.kubeconfig import write_kubeconfig

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)


@pytest.fixture(scope="module", name="server")
def _server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiServer]:
    with ExitStack() as servers:
        with skip_or_fail_without_server():
            server = servers.enter_context(running_apiserver(tmp_path_factory.mktemp("snapshot"), audit=False))
        spec = {"containers": [{"name": "main", "image": "registry.example/main:1"}]}
        meta = {"namespace": "default", "name": "only"}
        server.create_many([{"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": spec}])
        yield server


@pytest.fixture(name="proxy")
def _proxy(server: ApiServer) -> Iterator[FaultyProxy]:
    with faulty_proxy(server) as proxy:
        yield proxy


def settings_for(kubeconfig: Path, snapshot: Path | None) -> Settings:
    source = KubernetesSettings(kubeconfig=str(kubeconfig), timeout_s=1.0)
    return Settings(sources=SourcesSettings(kubernetes=source), snapshot=str(snapshot) if snapshot else None)


@pytest.fixture(name="settings")
def _settings(proxy: FaultyProxy, tmp_path: Path) -> Settings:
    """Return the settings of a site whose snapshot was recorded yesterday, when all was well."""
    path = tmp_path / "snapshot.json"
    write_snapshot(collect(settings_for(proxy.kubeconfig, None), YESTERDAY), path)
    return settings_for(proxy.kubeconfig, path)


def stood_in(facts: FactSet) -> set[str]:
    return {field for field, reading in readings(facts) if reading.origin.from_snapshot}


def test_nothing_stands_in_while_all_is_well(settings: Settings) -> None:
    facts = load_facts(settings, NOW)
    assert stood_in(facts) == set()
    assert facts.observed_at == NOW


def test_a_kind_that_failed_comes_from_the_snapshot_with_its_own_time(settings: Settings, proxy: FaultyProxy) -> None:
    proxy.faults.set(r"^/api/v1/pods\?", faults.status(500))
    facts = load_facts(settings, NOW)
    assert stood_in(facts) == {"pods"}
    assert [pod.name for pod in facts.pods.items] == ["only"]
    assert facts.pods.origin.observed_at == YESTERDAY
    assert facts.namespaces.origin.observed_at == NOW
    assert list_problems(facts) == ("kubernetes: pods: HTTP 500 Internal Server Error; the last snapshot stands in",)


def test_a_number_says_that_a_snapshot_stands_in(settings: Settings, proxy: FaultyProxy) -> None:
    proxy.faults.set(r"^/api/v1/pods\?", faults.delay(60))
    measured = measure_all(load_facts(settings, NOW))
    assert measured["pods.total"].value == 1
    assert [origin.from_snapshot for origin in measured["pods.total"].origins] == [True]
    assert measured["pods.total"].observed_at == YESTERDAY
    assert [origin.from_snapshot for origin in measured["namespaces.total"].origins] == [False]


def test_a_stopped_server_leaves_the_whole_snapshot(settings: Settings, server: ApiServer, tmp_path: Path) -> None:
    kubeconfig = tmp_path / "kubeconfig"
    with faulty_proxy(server) as stopped:
        write_kubeconfig(kubeconfig, url=stopped.url, token=server.admin_token, ca_file=server.ca_file)
    gone = settings_for(kubeconfig, Path(settings.snapshot or ""))
    facts = load_facts(gone, NOW)
    values = {field: getattr(facts, field).value for field in kubernetes.FIELDS}
    there = {name for name, value in values.items() if not isinstance(value, Missing) or value.cause == "absent"}
    nothing_there = applications(facts)
    assert isinstance(nothing_there, Missing)
    assert nothing_there.cause == "absent"
    assert stood_in(facts) == there
    assert "pods" in there
    assert facts.observed_at == YESTERDAY
    assert "stands in" in "".join(list_problems(facts))


@pytest.mark.parametrize("path", ["^/version", r"^/api/v1/pods\?"])
def test_an_expired_token_is_a_failure_that_the_snapshot_stands_in_for(
    path: str, settings: Settings, proxy: FaultyProxy
) -> None:
    proxy.faults.set(path, faults.status(401))
    facts = load_facts(settings, NOW)
    assert "pods" in stood_in(facts)
    assert "the cluster does not accept our credentials; the last snapshot stands in" in list_problems(facts)


def test_what_is_forbidden_now_is_not_brought_back(settings: Settings, proxy: FaultyProxy) -> None:
    proxy.faults.set(r"^/api/v1/pods\?", faults.status(403))
    facts = load_facts(settings, NOW)
    assert facts.pods.value == Missing("the service account may not list pods", "forbidden")
    assert stood_in(facts) == set()


def test_what_is_absent_now_is_not_brought_back(settings: Settings, proxy: FaultyProxy) -> None:
    proxy.faults.set(r"^/api/v1/pods\?", faults.status(404))
    facts = load_facts(settings, NOW)
    assert facts.pods.value == Missing("the cluster does not serve pods", "absent")
    assert stood_in(facts) == set()


def test_without_a_snapshot_what_failed_is_not_measured(proxy: FaultyProxy, tmp_path: Path) -> None:
    proxy.faults.set(r"^/api/v1/pods\?", faults.status(500))
    for settings in (
        settings_for(proxy.kubeconfig, None),
        settings_for(proxy.kubeconfig, tmp_path / "not-recorded-yet.json"),
    ):
        measured = measure_all(load_facts(settings, NOW))
        assert measured["pods.total"].text == "not measured"
        assert measured["namespaces.total"].value != 0


def test_a_snapshot_that_is_none_is_an_error(proxy: FaultyProxy, tmp_path: Path) -> None:
    path = tmp_path / "snapshot.json"
    path.write_text('{"schema": 99}')
    proxy.faults.set(r"^/api/v1/pods\?", faults.status(500))
    with pytest.raises(SnapshotError, match="has schema 99"):
        load_facts(settings_for(proxy.kubeconfig, path), NOW)
