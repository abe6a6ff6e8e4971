"""Flux Operator's ResourceSets, as far as their inputs are written in Git."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from kubefolio.sources.gitops import yaml_text, yaml_values
from kubefolio.sources.gitops.corpus import Corpus
from kubefolio.sources.gitops.documents import is_object
from kubefolio.sources.gitops.gotemplate import GoTemplateError, render
from kubefolio.sources.gitops.objects import Body, Obj, mapping, mappings, string
from kubefolio.sources.gitops.params import deep

ACTION = re.compile(r"<<(.*?)>>", re.DOTALL)
INPUTS = re.compile(r"(?<![.$\w])inputs\b")


def expanded(objects: list[Obj], corpus: Corpus) -> list[Obj]:
    """Return objects, with those that the ResourceSets among them make."""
    sets = [obj for obj in objects if obj.kind == "ResourceSet" and obj.group == "fluxcd.controlplane.io"]
    return objects + [made for obj in sets for made in resources(obj, corpus)]


def resources(obj: Obj, corpus: Corpus) -> Iterator[Obj]:
    """Yield the objects of a ResourceSet for each of its inputs."""
    if obj.spec.get("inputsFrom"):
        message = f"ResourceSet {obj.name}: its inputs come from the cluster or a server (inputsFrom)"
        corpus.problem(obj.file, obj.line, "undecidable", message)
        return
    for inputs in mappings(obj.spec.get("inputs")) or [{}]:
        try:
            bodies = [deep(item, partial(filled, inputs=inputs)) for item in mappings(obj.spec.get("resources"))]
            bodies += documents(filled(string(obj.spec.get("resourcesTemplate")), inputs))
        except (GoTemplateError, yaml_values.YamlError):
            corpus.problem(
                obj.file, obj.line, "template", f"ResourceSet {obj.name}: a template of it cannot be rendered"
            )
            return
        yield from (in_namespace(obj, body) for body in bodies if is_object(body))


def filled(template: str, inputs: Body) -> str:
    """Return a text with the inputs put in."""
    if "<<" not in template:
        return template
    return render(
        ACTION.sub(lambda found: "{{" + INPUTS.sub("$.inputs", found[1]) + "}}", template), {"inputs": inputs}
    )


def documents(printed: str) -> list[Body]:
    """Return the documents of a rendered template."""
    return [mapping(yaml_values.parse(document.text)) for document in yaml_text.split(printed)]


def in_namespace(obj: Obj, body: Body) -> Obj:
    """Return an object of a ResourceSet, in the set's namespace where it names none."""
    made = obj.with_body(body)
    return made if made.namespace else made.with_metadata(namespace=obj.namespace)
