"""What is measured as Markdown: a table for each size, and one of the lines that are to be held."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.costs import Cost

HEAD = "| | CPU, s | Wall, s | Memory, MB | CPU beside it |\n|---|---:|---:|---:|---:|"
PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


@dataclass(frozen=True)
class Line:
    """An aim, and what was measured."""

    what: str
    aim: float
    measured: float
    unit: str
    """%, s, ms, MB or kB."""

    @property
    def held(self) -> bool:
        """Tell whether the measured value is not more than the aim."""
        return self.measured <= self.aim

    @property
    def row(self) -> str:
        """Return the row of the table."""
        digits = 0 if self.unit in ("%", "MB") else 1
        word = "held" if self.held else "**missed**"
        return f"| {self.what} | {self.aim:g} {self.unit} | {self.measured:.{digits}f} {self.unit} | {word} |"


def share(what: str, aim: float, ours: float, theirs: float) -> Line:
    """Return the line of a share: what ours is of theirs, as per cent."""
    return Line(what, aim, 100 * ours / theirs, "%")


@dataclass
class Report:
    """All that was measured, shown as it comes."""

    parts: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Add text, and show it."""
        self.parts.append(text)
        print(text, flush=True)

    def table(self, title: str, rows: Iterable[tuple[str, Cost, Cost | None]]) -> None:
        """Add a table: what was run, what it cost, and beside what it stands."""
        written = [f"### {title}\n\n{HEAD}"]
        for name, cost, beside in rows:
            ratio = f"{100 * cost.cpu_s / beside.cpu_s:.0f} %" if beside else ""
            written.append(f"| {name} | {cost.cpu_s:.2f} | {cost.wall_s:.2f} | {cost.memory_mb:.0f} | {ratio} |")
        self.say("\n".join(written) + "\n")

    def hold(self, *lines: Line) -> None:
        """Add lines that are to be held."""
        self.lines.extend(lines)

    def markdown(self, *, rounds: int) -> str:
        """Return all of it, the lines first."""
        head = "| Line | Aim | Measured | |\n|---|---:|---:|---|"
        rows = "\n".join([head, *(line.row for line in self.lines)])
        return "\n".join([_describe(rounds), rows, "", *self.parts])

    def write(self, *, rounds: int) -> None:
        """Put it into the page of the documentation, between its two marks."""
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        text = f"{before}{BEGIN}\n\n{self.markdown(rounds=rounds).strip()}\n\n{END}{after}"
        PAGE.write_text(text, encoding="utf-8")


def _describe(rounds: int) -> str:
    """Return the machine and the day in a sentence."""
    load = os.getloadavg()[0]
    cores = os.cpu_count()
    day = f"{datetime.now(UTC):%-d %B %Y}"
    return (
        f"Measured on {day}: {platform.system()}, {cores} cores of {_processor()}, {_memory_gb():.0f} GB, Python "
        f"{platform.python_version()}; medians of {rounds} rounds that alternate, load {load:.1f} at the end. "
        "Seconds differ from machine to machine; the ratios are the result.\n"
    )


def _processor() -> str:
    text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    names = [line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _memory_gb() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def find_program(name: str, extra: Sequence[Path]) -> Path | None:
    """Return a program of another project, from folders of environments or the path; None where it is not there."""
    for folder in extra:
        if (folder / name).exists():
            return folder / name
    found = subprocess.run(["which", name], capture_output=True, text=True, check=False).stdout.strip()
    return Path(found) if found else None
