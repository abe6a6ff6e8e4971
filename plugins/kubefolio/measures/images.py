"""Whether a workload runs an image, whatever registry or mirror it comes from."""

from __future__ import annotations

from kubefolio.facts.workloads import Workload


def runs(workload: Workload, repository: str) -> bool:
    """Tell whether one of a workload's containers runs the image of this repository, as in `istio/pilot`."""
    return any(_repository(one.image).endswith(f"/{repository}") for one in workload.containers)


def _repository(image: str) -> str:
    """Return an image's name without its tag and digest, after a slash."""
    name = image.partition("@")[0]
    head, _, last = name.rpartition("/")
    return f"/{head}/{last.partition(':')[0]}"
