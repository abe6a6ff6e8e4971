"""ApplicationSets to the Applications they make."""

from __future__ import annotations

from typing import Any, NamedTuple

from kubefolio.facts.base import Missing
from kubefolio.sources.gitops import patches, yaml_values
from kubefolio.sources.gitops.corpus import Corpus
from kubefolio.sources.gitops.generators import Generators, Params, UndecidableError
from kubefolio.sources.gitops.gotemplate import GoTemplateError
from kubefolio.sources.gitops.objects import Body, Obj, mapping, mappings, string
from kubefolio.sources.gitops.own import OwnRepository
from kubefolio.sources.gitops.params import Templating


class Children(NamedTuple):
    """What an ApplicationSet makes, as far as Git can tell."""

    applications: list[Obj]
    missing: Missing | None
    """Why there may be others."""


def children(obj: Obj, corpus: Corpus, own: OwnRepository) -> Children:
    """Return the Applications of an ApplicationSet; each carries the file that its parameters come from."""
    templating = Templating(obj.spec)
    generators = Generators(corpus, own, templating)
    found: dict[str, Obj] = {}
    reasons: list[str] = []
    for generator in mappings(obj.spec.get("generators")):
        try:
            sets = generators.params(generator)
        except (UndecidableError, GoTemplateError) as error:
            reasons.append(str(error))
            continue
        template = template_of(obj, generator)
        for params in sets:
            child = application(obj, template, params, templating)
            if isinstance(child, str):
                reasons.append(child)
            else:
                found.setdefault(child.name, child)
    reason = "; ".join(dict.fromkeys(reasons))
    for text in dict.fromkeys(reasons):
        corpus.problem(obj.file, obj.line, "undecidable", f"ApplicationSet {obj.name}: {text}")
    return Children(list(found.values()), Missing(reason, "undecidable") if reasons else None)


def template_of(obj: Obj, generator: Body) -> Body:
    """Return the template, with what the generator lays over it."""
    kind = next((key for key in generator if key != "selector"), "")
    override = mapping(mapping(generator.get(kind)).get("template"))
    base = mapping(obj.spec.get("template"))
    return patches.merge(base, without_empty(override)) if override else base


def without_empty(value: Any) -> Any:  # noqa: ANN401 - any plain value
    """Return a template without the empty fields that say nothing."""
    if not isinstance(value, dict):
        return value
    kept = {key: without_empty(item) for key, item in value.items()}
    return {key: item for key, item in kept.items() if item not in ({}, "", None, [])}


def application(obj: Obj, template: Body, params: Params, templating: Templating) -> Obj | str:
    """Return one Application, or why it cannot be known."""
    try:
        body = templating.deep(template, params.values)
        patch = string(obj.spec.get("templatePatch"))
        if patch:
            body = patches.merge(body, mapping(yaml_values.parse(templating.text(patch, params.values))))
    except GoTemplateError as error:
        return f"its template fails: {error}"
    except yaml_values.YamlError:
        return "its templatePatch renders to something that is no YAML"
    metadata = mapping(body.get("metadata"))
    name = string(metadata.get("name"))
    if not name or "{{" in name or "<no value>" in name:
        return "its template uses parameters that Git does not give"
    metadata = {**metadata, "namespace": string(metadata.get("namespace")) or obj.namespace}
    whole = {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Application",
        "metadata": metadata,
        "spec": body.get("spec"),
    }
    return Obj(whole, params.file or obj.file, 1 if params.file else obj.line)
