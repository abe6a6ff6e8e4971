"""The one flag of these tests, and the folders that are theirs alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the flag that writes the expected pages anew."""
    parser.addoption("--update-golden", action="store_true", help="write the pages in tests/golden anew")


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep what builds cache, and the key and table of aliases, apart from the developer's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("owner")))
        yield


@pytest.fixture(scope="session")
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Tell whether the expected pages are to be written instead of compared."""
    return bool(request.config.getoption("--update-golden"))
