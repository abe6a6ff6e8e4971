"""A tiny site whose every file names its generation: the build command of these tests.

    python -m tests.publish.tiny SITE COUNTER [--slow SECONDS]

COUNTER is a file that holds the number of the last generation; the next one is written there and into the site.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

OLD_PAGES = 5
"""How many pages `only/N/` a generation has: those of the last numbers, each of which goes away again."""

PAGE = """<!doctype html><html lang="en"><head><title>{number}</title>
<link rel="stylesheet" href="{root}assets/site.css"><link rel="icon" href="{root}assets/mark.svg">
<script>var generation = {number};</script>
<script src="{root}assets/site.js"></script></head>
<body><h1>Generation {number}</h1><img src="{root}assets/mark.svg" alt="">{filler}</body></html>
"""


def main() -> None:
    """Write the site."""
    parser = argparse.ArgumentParser()
    parser.add_argument("site", type=Path)
    parser.add_argument("counter", type=Path)
    parser.add_argument("--slow", type=float, default=0.0)
    given = parser.parse_args()
    number = int(given.counter.read_text()) + 1 if given.counter.exists() else 1
    given.counter.write_text(str(number))
    write_site(given.site, number, given.slow)


def write_site(site: Path, number: int, slow_s: float = 0) -> None:
    """Write a generation, its parts spread over the time that it takes."""
    parts = {
        "index.html": page(number, ""),
        "page/index.html": page(number, "../"),
        **{f"only/{one}/index.html": page(number, "../../") for one in range(number, max(0, number - OLD_PAGES), -1)},
        "404.html": page(number, "/"),
        "assets/site.css": f"/* generation {number} */ body {{ background: url(mark.svg) }} /*{'x' * 2000}*/",
        "assets/site.js": f"/* generation {number} */" + " " * 2000,
        "assets/mark.svg": f'<svg xmlns="http://www.w3.org/2000/svg"><title>{number}</title></svg>',
        "data/status.json": f'{{"oldest": "2026-11-22T12:00:{number % 60:02}Z", "max_age_s": 3600}}',
    }
    for path, text in parts.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text)
        time.sleep(slow_s / len(parts))


def page(number: int, root: str) -> str:
    """Return a page; the filler makes it long enough to compress."""
    return PAGE.format(number=number, root=root, filler="<p>filler</p>" * 200)


if __name__ == "__main__":
    sys.exit(main())
