"""Programs for those who work on kubefolio; no part of the package."""
