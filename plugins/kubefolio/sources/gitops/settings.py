"""What the GitOps source has to know before it reads."""

from __future__ import annotations

import msgspec

from kubefolio.sources.bounds import Count, Seconds, Text


class GitopsSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the repository is, what of it is meant, and how much of it we are willing to read."""

    url: Text
    """Git URL (https, ssh, git or file), or a local folder with or without `.git`."""
    ref: Text | None = None
    """Branch, tag or commit. None: the default branch of a URL, the files as they lie there in a local folder."""
    path: str | None = None
    """Entry point below the root: only what is reachable from there is deployed. None: find the roots."""
    timeout_s: Seconds = 120.0
    """Seconds that one Git command may take."""
    max_bytes: Count = 1_000_000_000
    """Bytes that a fetched repository may take on disk."""
    max_file_bytes: Count = 4_000_000
    """Larger files are named and not parsed."""
    max_files: Count = 50_000
    """YAML and JSON files that are read at most."""
    max_commits: Count = 20_000
    """Latest commits that history looks at."""
    last_commits: Count = 5
    """Commits listed for each application."""
    authors: bool = False
    """Keep author names in the history."""
