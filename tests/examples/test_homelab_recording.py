"""The snapshot that the package brings is what the recorder records today, to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest

from examples.homelab.record import SNAPSHOT, record_facts, running_stage
from kubefolio.facts.base import Missing
from kubefolio.facts.factset import readings
from kubefolio.facts.snapshot import read_snapshot
from tests.real.conftest import skip_or_fail_without_server

pytestmark = pytest.mark.real


def test_recording_again_gives_the_bytes_of_the_committed_snapshot(tmp_path: Path) -> None:
    with skip_or_fail_without_server(), running_stage(tmp_path / "stage") as stage:
        record_facts(stage, tmp_path / "snapshot.json")

    assert (tmp_path / "snapshot.json").read_bytes() == SNAPSHOT.read_bytes(), "run 'make example' and look at the diff"


def test_the_example_is_marked_and_nothing_in_it_failed() -> None:
    facts = read_snapshot(SNAPSHOT)

    assert facts.example
    missing = {name: reading.value for name, reading in readings(facts) if isinstance(reading.value, Missing)}
    assert {value.cause for value in missing.values()} == {"absent"}
    assert all(isinstance(result.series, tuple) and result.series for result in facts.queries.items)
