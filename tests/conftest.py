"""The one flag of these tests."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that writes the expected pages anew."""
    parser.addoption("--update-golden", action="store_true", help="write the pages in tests/golden anew")


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Tell whether the expected pages are to be written instead of compared."""
    return bool(request.config.getoption("--update-golden"))
