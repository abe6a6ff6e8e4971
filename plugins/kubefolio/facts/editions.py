"""What the public edition may show: the mark that every field of every fact bears.

A field without a mark does not exist in the public edition, as if it were `Private`; a test asks for a decision.
A mark is for the texts of its field, and for those in its tuples; the fields of a struct bear marks of their own.
"""

from __future__ import annotations

import enum
from typing import Annotated, TypeVar

E = TypeVar("E")


class Mark(enum.Enum):
    """What becomes of a field in the public edition."""

    PUBLIC = "public"
    COUNTED = "counted"
    LABELS = "labels"
    PRIVATE = "private"
    PRIVATE_ADDRESS = "private address"
    HOST = "host"
    NODE = "node"
    IMAGE = "image"
    URL = "url"


Public = Annotated[E, Mark.PUBLIC]
"""Shown. What is known to be private inside a text of it (an address, a host, a token) is replaced."""

Counted = Annotated[E, Mark.COUNTED]
"""Texts that are not shown, each an empty one in its place: how many there are is."""

MetricLabels = Annotated[E, Mark.LABELS]
"""Labels of a series. One that is the name of a node, with or without a port, has the node's alias."""

Private = Annotated[E, Mark.PRIVATE]
"""Not shown: empty, or Missing where the type allows it."""

PrivateAddress = Annotated[E, Mark.PRIVATE_ADDRESS]
"""Not shown, and looked for in everything else that is: IP addresses, host names of load balancers."""

AliasedHost = Annotated[E, Mark.HOST]
"""A host name, shown by an alias unless its domain is published."""

AliasedNode = Annotated[E, Mark.NODE]
"""A node's name, shown by an alias unless the owner publishes node names."""

AliasedImage = Annotated[E, Mark.IMAGE]
"""A container image, its registry's host shown by an alias unless it is a public one."""

AliasedUrl = Annotated[E, Mark.URL]
"""The address of a repository, its host shown by an alias unless it is a public one."""
