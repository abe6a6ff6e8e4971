"""What the owner wants to be up, and how much of the time: objectives of the owner's own, and ours with changes."""

from __future__ import annotations

import re
from dataclasses import replace

from kubefolio.measures.availability import Objective
from kubefolio.measures.owner_types import MeasuresFile, OwnerObjective
from kubefolio.measures.promql_check import check_promql
from kubefolio.owner_file import OwnerFile

WHOLE = 100
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def merge_objectives(file: OwnerFile[MeasuresFile], ours: tuple[Objective, ...]) -> tuple[Objective, ...]:
    """Return our objectives, changed where the file changes them, and those that it adds, in its order.

    Raises:
        SettingsError: an objective has no name, lacks something, or asks what cannot be asked.
    """
    merged = {one.id: one for one in ours}
    for index, one in enumerate(file.content.availability):
        where = f"$.availability[{index}]"
        _check(file, where, one, known=one.id in merged)
        merged[one.id] = _merge(merged.get(one.id) or Objective(one.id, "", "", ""), one)
    return tuple(merged.values())


def _merge(base: Objective, one: OwnerObjective) -> Objective:
    return replace(
        base,
        title=one.title or base.title,
        promql=one.query or base.promql,
        down=one.down or base.down,
        target=one.objective / WHOLE if one.objective else base.target,
    )


def _check(file: OwnerFile[MeasuresFile], where: str, one: OwnerObjective, *, known: bool) -> None:
    named = f"availability {one.id[:60]}"
    if not _NAME.fullmatch(one.id):
        raise file.error(f"{where}.id", f"`{one.id[:60]}` is no name for an objective; write one word, like shop")
    for field in ("title", "query", "down"):
        if not known and not getattr(one, field).strip():
            raise file.error(where, f"{named}: {field} is missing; a new objective needs title, query and down")
    if one.objective and not 0 < one.objective < WHOLE:
        raise file.error(f"{where}.objective", f"{named}: objective is per cent of the time, as in 99.9")
    if one.query:
        check_promql(file, f"{where}.query", named, one.query)
