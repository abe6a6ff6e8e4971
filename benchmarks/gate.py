"""The gate over a site of 100 MB with 20,000 known values: `python -m benchmarks.gate [SITE]`.

The site is made of copies of a built one (the example, if none is given), each copy different in its text, until it has
100 MB; none of the known values is in it, and twenty planted ones are, which must all be found.
"""

from __future__ import annotations

import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from kubefolio.gate import scan_site

MEGABYTES, VALUES, PLANTED = 100, 20_000, 20


class Known(NamedTuple):
    """A value that is looked for."""

    kind: str
    value: str
    origin: str


def made_up(number: int) -> tuple[Known, ...]:
    """Return known values of four kinds: addresses, hosts, nodes, what the owner listed."""
    dice = random.Random(7)  # noqa: S311  # the same values every time
    makers = (
        lambda: Known("address", ".".join(["11", *(str(dice.randrange(256)) for _ in range(3))]), "nodes.addresses"),
        lambda: Known("host", f"{dice.getrandbits(32):08x}.corp-{dice.randrange(99)}.example.org", "routes.hosts"),
        lambda: Known("node", f"worker-{dice.getrandbits(32):08x}", "nodes.name"),
        lambda: Known("value", f"{dice.getrandbits(96):024x}", "private_values"),
    )
    return tuple(makers[index % 4]() for index in range(number))


def grow(source: Path, folder: Path) -> int:
    """Fill a folder with different copies of a site until it has the size; return its size in bytes."""
    pages = [path for path in sorted(source.rglob("*")) if path.suffix in (".html", ".json", ".xml", ".svg")]
    size = copy = 0
    folder.mkdir()
    shutil.copy(source / "404.html", folder)  # which tells the gate what the theme writes into every page
    while size < MEGABYTES * 1_000_000:
        for page in pages:
            text = page.read_bytes().replace(b" nodes", b" nodes %d" % copy)
            target = folder / str(copy) / page.relative_to(source)
            target.parent.mkdir(parents=True, exist_ok=True)
            size += target.write_bytes(text)
        copy += 1
    return size


def plant(folder: Path, known: tuple[Known, ...]) -> None:
    """Put some known values into pages here and there."""
    pages = sorted(folder.rglob("*.html"))
    for index, one in enumerate(known[:PLANTED]):
        page = pages[index * len(pages) // PLANTED]
        page.write_bytes(page.read_bytes().replace(b"</h1>", f"</h1><p>{one.value}</p>".encode(), 1))


def main() -> None:
    """Make the site, read it with one process and with as many as there are processors, and print both."""
    with tempfile.TemporaryDirectory() as place:
        source = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(place, "example")
        if len(sys.argv) < 2:  # noqa: PLR2004
            command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(source)]
            subprocess.run(command, check=True)
        site, known = Path(place, "site"), made_up(VALUES)
        size = grow(source, site)
        plant(site, known)
        for processes in (1, None):
            wall, cpu = time.perf_counter(), _cpu_s()
            report = scan_site(site, known, processes=processes)
            wall, cpu = time.perf_counter() - wall, _cpu_s() - cpu
            found = sum(one.what.startswith("a known value") for one in report.findings)
            print(
                f"{size / 1e6:.0f} MB, {report.files} files, {len(known)} values, "
                f"{'one process' if processes else 'all processors'}: {wall:.1f} s, {cpu:.1f} s CPU; "
                f"{found} of {PLANTED} planted found, {report.total - found} more findings; "
                f"{_peak_mb():.0f} MB resident at most"
            )


def _cpu_s() -> float:
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, kinds))


def _peak_mb() -> float:
    return max(resource.getrusage(kind).ru_maxrss for kind in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024


if __name__ == "__main__":
    main()
