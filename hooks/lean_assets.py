"""Leave the theme's source maps out of the site: two megabytes that no visitor asks for."""

from __future__ import annotations

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Drop every source map."""
    del config
    for file in [file for file in files if file.src_uri.endswith(".map")]:
        files.remove(file)
    return files
