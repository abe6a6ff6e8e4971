"""Longhorn's volumes, Velero's backups and CloudNativePG's databases: how many copies, how well, how old."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from kubefolio.facts.base import Missing
from tests.sources.kubernetes.wire import parse, thing


def test_longhorn_volume_says_whose_it_is_how_well_it_is_and_which_jobs_it_names() -> None:
    labels = {
        "recurring-job.longhorn.io/hourly": "enabled",
        "recurring-job.longhorn.io/off": "disabled",
        "recurring-job-group.longhorn.io/media": "enabled",
    }
    status = {
        "state": "attached",
        "robustness": "degraded",
        "actualSize": 5,
        "lastBackupAt": "2026-11-20T02:00:00Z",
        "kubernetesStatus": {"namespace": "media", "pvcName": "films", "pvName": "pvc-1"},
    }
    whole = thing("pvc-1", labels=labels, spec={"size": "10", "numberOfReplicas": 2}, status=status)
    fact = parse("longhorn_volumes", whole)
    assert (fact.claim_namespace, fact.claim, fact.size_bytes, fact.written_bytes) == ("media", "films", 10, 5)
    assert (fact.replicas, fact.robustness, fact.jobs, fact.groups) == (2, "degraded", ("hourly",), ("media",))
    assert fact.last_backup_at == datetime(2026, 11, 20, 2, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "yesterday", "2026-11-20T02:00:00"])
def test_time_that_is_none_is_no_backup(text: str) -> None:
    assert parse("longhorn_volumes", thing(spec={}, status={"lastBackupAt": text})).last_backup_at is None


def test_size_that_no_volume_states_is_missing() -> None:
    assert isinstance(parse("longhorn_volumes", thing(spec={"size": ""})).size_bytes, Missing)


@pytest.mark.parametrize(
    ("spec", "healthy"),
    [
        ({"healthyAt": "2026-11-20T02:00:00Z"}, True),
        ({"healthyAt": ""}, False),
        ({"healthyAt": "2026-11-20T02:00:00Z", "failedAt": "2026-11-21T02:00:00Z"}, False),
    ],
)
def test_replica_is_healthy_when_it_was_whole_and_has_not_failed(spec: dict[str, str], *, healthy: bool) -> None:
    assert parse("longhorn_replicas", thing(spec=spec)).healthy is healthy


def test_disks_of_a_longhorn_node_are_summed_and_their_paths_left_out() -> None:
    disk = {"storageMaximum": 10, "storageAvailable": 6, "storageScheduled": 3, "diskPath": "/var/mnt/secret"}
    fact = parse("longhorn_nodes", thing(spec={}, status={"diskStatus": {"a": disk, "b": disk}}))
    assert (fact.disks, fact.capacity_bytes, fact.available_bytes, fact.scheduled_bytes) == (2, 20, 12, 6)
    assert "secret" not in str(fact)


@pytest.mark.parametrize(
    ("template", "volumes"),
    [({}, "snapshots"), ({"snapshotVolumes": False}, "opt-in"), ({"defaultVolumesToFsBackup": True}, "files")],
)
def test_schedule_says_how_volumes_are_copied(template: dict[str, Any], volumes: str) -> None:
    fact = parse("backup_schedules", thing(spec={"schedule": "0 3 * * *", "template": template}))
    assert (fact.cron, fact.volumes, fact.paused) == ("0 3 * * *", volumes, False)


def test_bucket_of_a_location_is_not_kept() -> None:
    spec = {"provider": "aws", "objectStorage": {"bucket": "hidden"}, "config": {"s3Url": "https://hidden"}}
    fact = parse("backup_locations", thing(spec=spec, status={"phase": "Available"}))
    assert (fact.provider, fact.phase) == ("aws", "Available")
    assert "hidden" not in str(fact)


@pytest.mark.parametrize(
    ("spec", "archives"),
    [
        ({}, False),
        ({"backup": {"retentionPolicy": "30d"}}, False),
        ({"backup": {"barmanObjectStore": {"destinationPath": "s3://x"}}}, True),
        ({"backup": {"volumeSnapshot": {"className": "csi"}}}, True),
        ({"plugins": [{"name": "barman-cloud.cloudnative-pg.io", "isWALArchiver": True}]}, True),
        ({"plugins": [{"name": "barman-cloud.cloudnative-pg.io", "isWALArchiver": True, "enabled": False}]}, False),
    ],
    ids=str,
)
def test_database_says_whether_its_logs_go_anywhere(spec: dict[str, Any], *, archives: bool) -> None:
    assert parse("databases", thing(spec=spec)).archives is archives
