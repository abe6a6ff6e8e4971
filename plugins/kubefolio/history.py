"""The history of a cluster: a file to which each collection that differs adds a line."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from kubefolio.errors import SnapshotError
from kubefolio.portfolio.states import State, decode_states, differs, encode_state

MAX_BYTES = 64 * 1024 * 1024
"""A history that is longer is refused before it is read."""


def read_history(path: Path) -> tuple[State, ...]:
    """Return the states of a history, oldest first; none where there is no such file yet.

    Raises:
        SnapshotError: the file cannot be read, is too large, or has a line that is no state.
    """
    if not path.exists():
        return ()
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SnapshotError(f"{path}: is larger than {MAX_BYTES // 1024**2} MiB; begin a new one")
        return decode_states(path.read_bytes(), str(path))
    except OSError as error:
        raise SnapshotError(f"{path}: cannot be read ({error.strerror})") from error


def append_state(path: Path, state: State) -> bool:
    """Add a state to a history where it differs from the last one, and tell whether it did."""
    known = read_history(path)
    if known and not differs(known[-1], state):
        return False
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(encode_state(state) + b"\n")
    except OSError as error:
        raise SnapshotError(f"{path}: cannot be written ({error.strerror}); give another path") from error
    return True


def read_example_history() -> tuple[State, ...]:
    """Return the history of the invented cluster that the package brings."""
    for candidate in (
        resources.files("kubefolio") / "example-history.jsonl",
        _CHECKOUT / "examples/homelab/history.jsonl",
    ):
        if candidate.is_file():
            return decode_states(candidate.read_bytes(), "the history of the built-in example")
    raise SnapshotError("the history of the built-in example is missing; install kubefolio again")


_CHECKOUT = Path(__file__).parents[2]
"""The repository, when the package runs from a checkout."""
