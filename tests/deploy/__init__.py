"""The manifests, the image and the pipelines."""
