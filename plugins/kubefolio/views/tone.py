"""States in words, with the tone they are shown in. Tone is never the only sign: the word always stands beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kubefolio.language import tr_state
from kubefolio.views.encode import encode, fill

Tone = Literal["good", "warn", "bad", "quiet"]

_TONES: dict[str, Tone] = {
    "Healthy": "good",
    "Synced": "good",
    "Ready": "good",
    "Running": "good",
    "Bound": "good",
    "Available": "good",
    "Progressing": "warn",
    "OutOfSync": "warn",
    "Pending": "warn",
    "Cordoned": "warn",
    "Degraded": "bad",
    "Missing": "bad",
    "Failed": "bad",
    "Not ready": "bad",
    "Lost": "bad",
}


@dataclass(frozen=True)
class State:
    """A state that a page shows as a word with a coloured mark."""

    text: str
    given: Tone | None = None
    """The tone of a text that is no word of the table, such as a count."""

    @property
    def tone(self) -> Tone:
        """Return the tone of the word; quiet for one that the table does not know."""
        return self.given or _TONES.get(self.text, "quiet")

    @property
    def words(self) -> str:
        """Return the word in the language that is spoken; a state of an API that has no other name stays as it is."""
        return tr_state(self.text or "Unknown")

    def __html__(self) -> str:
        """Return the mark and the word."""
        return str(fill('<span class="kf-state kf-state--{}">{}</span>', self.tone, encode(self.words)))
