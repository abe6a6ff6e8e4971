"""The whole way from facts to a site, beside plain MkDocs and Zensical on the same Markdown."""

from __future__ import annotations

import gzip
import shutil
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import yaml

from benchmarks.costs import Cost, measure, middle
from benchmarks.facts import build_facts, change_one
from benchmarks.table import Line, Report, share
from kubefolio.facts.snapshot import write_snapshot

BIN = Path(sys.executable).parent
QUIET = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
THEME = {"name": "material", "font": False, "features": ["navigation.prune"]}
FACTS = {"kubefolio/facts": {"snapshot": "../snapshot.json", "max_age": "5200w"}}
PLAIN, FIRST, SAME, ONE = "plain", "first", "same", "one changed"
NAMES = {
    "render": "`kubefolio render`",
    PLAIN: "`mkdocs build`, plain, of the Markdown that it wrote",
    FIRST: "`mkdocs build` with kubefolio, the first",
    SAME: "the same, nothing changed",
    ONE: "the same, one application changed",
    "gate": "`kubefolio gate` on the site",
    "zensical": "`zensical build` of the Markdown",
}
Costs = dict[str, Cost]


@dataclass(frozen=True)
class Built:
    """A size that was built: what each command cost, and where the site is."""

    applications: int
    costs: Costs
    folder: Path

    @property
    def site(self) -> Path:
        """Return the site of ours."""
        return self.folder / "ours" / "site"


def measure_building(report: Report, applications: int, folder: Path, rounds: int, zensical: Path | None) -> Built:
    """Measure every way to build a world of this size, in rounds that alternate."""
    facts = build_facts(applications)
    changed = change_one(facts)
    write_snapshot(facts, folder / "snapshot.json")
    ours = _site(folder / "ours", ["search", FACTS, "kubefolio/pages"])
    plain = _site(folder / "plain", ["search"])
    seen = defaultdict[str, list[Cost]](list)
    for _ in range(rounds):
        seen["render"].append(_render(folder))
        seen[PLAIN].append(_build(plain))
        shutil.rmtree(ours / "site", ignore_errors=True)
        shutil.rmtree(ours / "cache", ignore_errors=True)
        seen[FIRST].append(_build(ours))
        before = _stamps(ours / "site")
        seen[SAME].append(_build(ours))
        if _stamps(ours / "site") != before:
            raise SystemExit("a build of what did not change rewrote files")
        write_snapshot(changed, folder / "snapshot.json")
        seen[ONE].append(_build(ours))
        write_snapshot(facts, folder / "snapshot.json")
    seen["gate"].append(measure([BIN / "kubefolio", "gate", "--snapshot", folder / "snapshot.json", ours / "site"]))
    if zensical:
        seen["zensical"].append(_zensical(zensical, plain))
    costs = {name: middle(found) for name, found in seen.items()}
    beside = dict.fromkeys((FIRST, SAME, ONE, "zensical"), costs[PLAIN])
    rows = [(NAMES[name], cost, beside.get(name)) for name, cost in costs.items()]
    report.table(f"Building, {applications} applications", rows)
    return Built(applications, costs, folder)


def _render(folder: Path) -> Cost:
    shutil.rmtree(folder / "plain" / "docs" / "applications", ignore_errors=True)
    command = [BIN / "kubefolio", "render", "--snapshot", folder / "snapshot.json", folder / "plain" / "docs"]
    return measure(command, folder)


def _site(folder: Path, plugins: list[object]) -> Path:
    (folder / "docs").mkdir(parents=True, exist_ok=True)
    (folder / "docs" / "index.md").write_text("# Home\n")
    config = {"site_name": "benchmark", "theme": THEME, "plugins": plugins, "nav": [{"Home": "index.md"}]}
    config["validation"] = {"nav": {"omitted_files": "ignore"}}
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config))
    return folder


def _build(folder: Path) -> Cost:
    env = {**QUIET, "XDG_CACHE_HOME": str(folder / "cache"), "SOURCE_DATE_EPOCH": "1763640000"}
    return measure([BIN / "mkdocs", "build", "--quiet"], folder, env)


def _zensical(program: Path, plain: Path) -> Cost:
    """Build the same Markdown with Zensical, from nothing; its site goes to a folder of its own."""
    target = plain.parent / "zensical"
    target.mkdir()
    shutil.copytree(plain / "docs", target / "docs")  # a link that leads out of its folder is refused
    shutil.copy(plain / "mkdocs.yml", target)
    return measure([program, "build", "--clean"], target)


def _stamps(site: Path) -> dict[str, tuple[int, int]]:
    files = (path for path in site.rglob("*") if path.is_file())
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns) for path in files}


def hold_building(report: Report, sizes: list[Built]) -> None:
    """Add the lines of building: of the largest size that has a plain build beside it, and of all sizes together."""
    big = max((one for one in sizes if one.applications <= 1000), key=lambda one: one.applications)  # noqa: PLR2004
    costs, word = big.costs, f"{big.applications} applications"
    report.hold(
        share(f"first build, of a plain one, {word}, CPU", 50, costs[FIRST].cpu_s, costs[PLAIN].cpu_s),
        share(f"nothing changed, of a plain one, {word}, CPU", 25, costs[SAME].cpu_s, costs[PLAIN].cpu_s),
        Line("one application changed, beyond nothing changed, CPU", 1, costs[ONE].cpu_s - costs[SAME].cpu_s, "s"),
        Line("peak memory of the first build", 400, costs[FIRST].memory_mb, "MB"),
        *_sizes_of_pages(big.site),
    )
    small, large = (pick(sizes, key=lambda one: one.applications) for pick in (min, max))
    if large.applications > small.applications:
        more = large.applications - small.applications
        own = 1000 * (large.costs["render"].cpu_s - small.costs["render"].cpu_s) / more
        report.hold(Line("our own work for each further application, CPU", 10, own, "ms"))
    _hold_linear(report, [one for one in sizes if one.applications >= 300])  # noqa: PLR2004


def _hold_linear(report: Report, sizes: list[Built]) -> None:
    """Add what an application costs at the largest size, of what it costs at 300: more than 115 % is no line."""
    if len(sizes) > 1:
        small, large = sizes[0], sizes[-1]
        each = [one.costs[FIRST].cpu_s / one.applications for one in (small, large)]
        what = f"an application at {large.applications}, of one at {small.applications}, CPU"
        report.hold(share(what, 115, each[1], each[0]))


def _sizes_of_pages(site: Path) -> tuple[Line, Line]:
    pages = [len(gzip.compress(path.read_bytes(), 6)) / 1000 for path in (site / "applications").glob("*/index.html")]
    return (
        Line("an application's page, compressed, median", 10, median(pages), "kB"),
        Line("an application's page, compressed, the largest", 10, max(pages), "kB"),
    )
