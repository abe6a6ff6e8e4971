"""Values that an option may have; msgspec checks them wherever settings are read."""

from __future__ import annotations

from typing import Annotated

import msgspec

Seconds = Annotated[float, msgspec.Meta(gt=0, le=86_400)]
"""A limit of time, at most a day."""
Count = Annotated[int, msgspec.Meta(gt=0)]
"""A limit of objects or bytes, at least one."""
Text = Annotated[str, msgspec.Meta(min_length=1)]
"""A text that is not empty."""
HeaderText = Annotated[str, msgspec.Meta(pattern=r"\A[!-~]([ -~]*[!-~])?\Z")]
"""What an HTTP header may hold: printable ASCII on one line, no space at either end."""
