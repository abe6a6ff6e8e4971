"""The package as it is installed: built as a wheel and run away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


def test_the_wheel_brings_templates_stylesheet_types_and_example(wheel: Path) -> None:
    for name in (
        "pages/architecture/page.md.j2",
        "pages/macros.md.j2",
        "assets/css/tokens.css",
        "py.typed",
        "example.json",
    ):
        assert (wheel / "kubefolio" / name).is_file(), name


def test_the_wheel_renders_the_example_away_from_the_checkout(wheel: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(wheel)}
    script = "import kubefolio, sys; print(kubefolio.__file__); from kubefolio.cli import main; main(['render', 'out'])"
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(str(wheel))
    assert "invented cluster" in (tmp_path / "out/architecture/index.md").read_text("utf-8")
