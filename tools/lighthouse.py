"""Measure the published site with Lighthouse, as a phone sees it: `make lighthouse`.

    python -m tools.lighthouse FOLDER [PAGE …] [--runs N]

The site is published for the address that our nginx then serves it at. Prints the median of each score and figure; the
reports of the run in the middle are in FOLDER. Needs Debian's nginx and chromium. Run it on a machine that does nothing
else: a busy one measures the others' work.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import click

from tests.real.servers.nginx import running_nginx

ROOT = Path(__file__).parents[1]
PROGRAM = ROOT / ".cache/npm/node_modules/lighthouse/cli/index.js"
PAGES = ("", "projects/homelab/", "applications/", "applications/immich/")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FIGURES = {
    "FCP": "first-contentful-paint",
    "LCP": "largest-contentful-paint",
    "TBT": "total-blocking-time",
    "CLS": "cumulative-layout-shift",
    "SI": "speed-index",
    "bytes": "total-byte-weight",
}
CHROMIUM = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.argument("pages", nargs=-1)
@click.option("--runs", default=3, show_default=True, help="How often each page is measured.")
@click.option(
    "--slowdown", default=4.0, show_default=True, help="How much slower than this machine a phone is taken to be."
)
def main(folder: Path, pages: tuple[str, ...], runs: int, slowdown: float) -> None:
    """Measure PAGES by their address, and keep the reports in FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    click.echo(f"load of this machine: {os.getloadavg()[0]:.1f}")
    with _served() as origin:
        for page in pages or PAGES:
            reports = [_measure(f"{origin}/{page}", slowdown) for _ in range(runs)]
            reports.sort(key=lambda report: report["categories"]["performance"]["score"])
            name = page.strip("/").replace("/", "-") or "home"
            (folder / f"{name}.json").write_text(json.dumps(reports[runs // 2]), encoding="utf-8")
            click.echo(f"/{page}: {_line(reports)}")


@contextmanager
def _served() -> Iterator[str]:
    """Serve the site at the address that it is published for."""
    with TemporaryDirectory() as place:
        into = Path(place) / "published"
        _publish(into, "http://127.0.0.1:8000/")
        with running_nginx(Path(place) / "nginx", into, ROOT / "nginx.conf") as nginx:
            _publish(into, f"{nginx.url}/")
            yield nginx.url


def _publish(into: Path, url: str) -> None:
    command = [sys.executable, "-m", "kubefolio", "publish", "--once", "--into", str(into)]
    done = subprocess.run(  # noqa: S603  # our own program
        command, cwd=ROOT, env=os.environ | {"SITE_URL": url}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr[-3000:])


def _measure(url: str, slowdown: float) -> dict[str, Any]:
    command = [
        *(
            str(Path(sys.executable).parent / "node"),
            str(PROGRAM),
            url,
            "--output=json",
            "--quiet",
            f"--only-categories={','.join(CATEGORIES)}",
        ),
        *(f"--chrome-flags={CHROMIUM}", f"--throttling.cpuSlowdownMultiplier={slowdown}"),
    ]
    environment = {"CHROME_PATH": "/usr/bin/chromium"} | os.environ
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        sys.exit(f"lighthouse: {done.stderr[-2000:]}")
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def _line(reports: list[dict[str, Any]]) -> str:
    scores = {name: median(100 * report["categories"][name]["score"] for report in reports) for name in CATEGORIES}
    figures = {
        name: median(report["audits"][audit]["numericValue"] for report in reports) for name, audit in FIGURES.items()
    }
    words = [f"{name} {value:.0f}" for name, value in scores.items()]
    return ", ".join(
        [*words, *(f"{name} {value:.0f}" if name != "CLS" else f"CLS {value:.3f}" for name, value in figures.items())]
    )


if __name__ == "__main__":
    main()
