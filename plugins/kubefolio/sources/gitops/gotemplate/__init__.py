"""A small evaluator of Go templates with the sprig functions that GitOps repositories use.

It serves ApplicationSets (`goTemplate: true`) and Helm charts of the repository itself. It reads no files, opens no
connection, and stops at fixed limits of steps, depth and output.
"""

from kubefolio.sources.gitops.gotemplate.errors import GoTemplateError
from kubefolio.sources.gitops.gotemplate.evaluate import Library, render

__all__ = ["GoTemplateError", "Library", "render"]
