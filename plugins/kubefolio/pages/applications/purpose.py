"""What an application is, as far as its name, its charts or its images tell."""

from __future__ import annotations

from collections.abc import Iterable

from kubefolio.facts.delivery import Application
from kubefolio.language import tr_known
from kubefolio.pages.base import World
from kubefolio.views.declared import find_declared
from kubefolio.views.image import parse_image
from kubefolio.views.known import describe
from kubefolio.views.source import list_charts


def list_images(world: World, application: Application) -> tuple[str, ...]:
    """Return the images that its workloads run and that its controller names, without registries, each once."""
    return tuple(dict.fromkeys(_images(world, application)))


def _images(world: World, application: Application) -> Iterable[str]:
    for workload in world.belongings(application).workloads:
        yield from (parse_image(container.image).short for container in workload.containers)
    yield from (parse_image(image).short for image in application.images)


def tell_purpose(world: World, application: Application) -> str:
    """Return what an application is in a sentence, by its own name, its charts', or its first image's."""
    charts = list_charts(application, find_declared(world.declared, application))
    images = list_images(world, application)
    image = images[0].rpartition("/")[2].partition(":")[0] if images else ""
    return tr_known(describe(application.name, *(chart.partition(" ")[0] for chart in charts), image))
