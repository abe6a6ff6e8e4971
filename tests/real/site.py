"""The project's own site, as a visitor gets it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def publish(into: Path, url: str = "") -> Path:
    """Publish the project's own site as a visitor gets it, strictly, with nothing configured; return its folder.

    Args:
        into: Where to.
        url: The address that the site gives as its own; the configuration's default where it is empty.
    """
    environment = {key: value for key, value in os.environ.items() if not key.startswith("KUBEFOLIO_")}
    environment |= {"SITE_URL": url} if url else {}
    command = [sys.executable, "-m", "kubefolio", "publish", "--once", "--into", str(into)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return into / "current/site"
