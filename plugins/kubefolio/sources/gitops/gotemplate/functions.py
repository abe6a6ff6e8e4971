"""The functions templates may call: Go's own and the sprig functions that repositories use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kubefolio.sources.gitops.gotemplate import collections_functions, text_functions, value_functions

FUNCTIONS: dict[str, Callable[..., Any]] = {
    **value_functions.FUNCTIONS,
    **text_functions.FUNCTIONS,
    **collections_functions.FUNCTIONS,
}
