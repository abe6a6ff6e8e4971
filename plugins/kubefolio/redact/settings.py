"""What the owner says about publishing."""

from __future__ import annotations

import msgspec


class PublishSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the public edition may show by its real name. Everything else that is internal gets an alias."""

    domains: tuple[str, ...] = ()
    """Domains whose host names are public, those below them too."""
    registries: tuple[str, ...] = ()
    """Hosts of image and chart registries that are public, besides the well-known ones."""
    git_hosts: tuple[str, ...] = ()
    """Hosts of Git servers that are public, besides the well-known ones."""
    node_names: bool = False
    """Show the names of nodes."""
    texts: tuple[str, ...] = ()
    """Exact words that look private and are not: a version that reads like an address."""


class AliasSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the key of the aliases is, and where their table goes."""

    key_env: str = "KUBEFOLIO_ALIAS_KEY"
    """Environment variable that holds the key; it stands above the file. With `_FILE` behind it, it names one."""
    key_file: str | None = None
    """File that holds the key; made on first use. None: `alias-key` in kubefolio's data folder."""
    table: str | None = None
    """File for the table from alias to value, for the owner only. None: `aliases.json` in kubefolio's data folder."""
