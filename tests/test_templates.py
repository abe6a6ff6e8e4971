"""The sandbox of the templates answers as Jinja's own does, however often it was asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import StrictUndefined
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from kubefolio.templates import Sandbox

VALUES: tuple[object, ...] = (
    "text",
    1,
    [1],
    {"a": 1},
    {1},
    Path(),
    str,
    len,
    Path.exists,
    Path().exists,
    (i for i in ()),
)
NAMES = ("upper", "append", "clear", "keys", "mro", "__class__", "__globals__", "_private", "gi_frame", "exists")


def test_it_answers_as_the_sandbox_of_jinja() -> None:
    ours, theirs = Sandbox(), ImmutableSandboxedEnvironment()
    for _ in range(2):
        for value in VALUES:
            for name in NAMES:
                assert ours.is_safe_attribute(value, name, None) == theirs.is_safe_attribute(value, name, None)


@pytest.mark.parametrize(
    "source", ["{{ f.__globals__ }}", "{{ f.__code__ }}", "{{ [].append(1) }}", "{{ ''.__class__.mro() }}"]
)
def test_what_leads_out_of_it_stops_each_time(source: str) -> None:
    f: Callable[[], None] = test_it_answers_as_the_sandbox_of_jinja
    sandbox = Sandbox(undefined=StrictUndefined)
    for _ in range(2):
        with pytest.raises(SecurityError):
            sandbox.from_string(source).render(f=f)
