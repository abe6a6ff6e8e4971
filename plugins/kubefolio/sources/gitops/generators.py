"""ApplicationSet generators: what Git can decide is decided, for the rest the reason is given."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from kubefolio.sources.gitops import globs, yaml_values
from kubefolio.sources.gitops.corpus import Corpus
from kubefolio.sources.gitops.gotemplate.collections_functions import merged
from kubefolio.sources.gitops.objects import Body, mapping, mappings, string, strings
from kubefolio.sources.gitops.own import OwnRepository
from kubefolio.sources.gitops.params import Templating, flatten, path_params, selected

LIVE = {
    "clusters": "its clusters are Secrets of the cluster",
    "clusterDecisionResource": "its clusters are decided by an object of the cluster",
    "scmProvider": "its repositories are listed by a Git server",
    "pullRequest": "its pull requests are listed by a Git server",
    "plugin": "its parameters come from a service",
}
KINDS = ("list", "git", "matrix", "merge", *LIVE)
MAX_CHILDREN = 5_000
MAX_NESTING = 4


class UndecidableError(Exception):
    """Git cannot tell what a generator gives; the text says why."""


class Params(NamedTuple):
    """One set of parameters."""

    values: Body
    file: str
    """Parameter file of a git files generator, or empty."""


def kind_of(generator: Body) -> str:
    """Return the kind of a generator, git ones by what they look at."""
    kind = next((name for name in KINDS if name in generator), "unknown")
    if kind == "git":
        return "git-files" if mapping(generator["git"]).get("files") else "git-directories"
    return kind


def labels(generator: Body) -> Iterator[str]:
    """Yield the kinds of a generator and of those within it, as `merge>clusters`."""
    kind = kind_of(generator)
    inner = mappings(mapping(generator.get(kind)).get("generators")) if kind in ("matrix", "merge") else []
    for item in inner:
        yield from (f"{kind}>{label}" for label in labels(item))
    if not inner:
        yield kind


class Generators:
    """Evaluates the generators of one ApplicationSet."""

    def __init__(self, corpus: Corpus, own: OwnRepository, templating: Templating) -> None:
        """Take what the generators look at."""
        self.corpus = corpus
        self.own = own
        self.templating = templating

    def params(self, generator: Body, depth: int = 0) -> list[Params]:
        """Return the sets of parameters that a generator gives, selected.

        Raises:
            UndecidableError: Git cannot tell.
            GoTemplateError: A template within the generator fails.
        """
        kind = kind_of(generator).split("-")[0]
        if kind in LIVE:
            raise UndecidableError(f"the {kind} generator cannot be decided from Git: {LIVE[kind]}")
        makers: dict[str, Callable[[Body, int], list[Params]]] = {
            "list": self.list_params, "git": self.git_params, "matrix": self.matrix_params, "merge": self.merge_params,
        }  # fmt: skip
        if kind not in makers or depth > MAX_NESTING:
            raise UndecidableError("a generator of a kind that is not known")
        found = makers[kind](mapping(generator.get(kind)), depth)
        if len(found) > MAX_CHILDREN:
            raise UndecidableError(f"a generator gives more than {MAX_CHILDREN} sets of parameters")
        return [item for item in found if selected(mapping(generator.get("selector")), item.values)]

    def list_params(self, generator: Body, _: int) -> list[Params]:
        """Return the elements of a list generator."""
        elements = mappings(generator.get("elements"))
        extra = string(generator.get("elementsYaml"))
        if extra:
            try:
                elements += mappings(yaml_values.parse(extra))
            except yaml_values.YamlError:
                raise UndecidableError("elementsYaml is no YAML before it is rendered") from None
        return [Params(element if self.templating.go_template else flatten(element), "") for element in elements]

    def git_params(self, generator: Body, _: int) -> list[Params]:
        """Return the folders or files of a git generator."""
        url = string(generator.get("repoURL"))
        if "{{" in url:
            raise UndecidableError("the address of the git generator's repository is itself a parameter")
        rules = [*mappings(generator.get("files")), *mappings(generator.get("directories"))]
        if not any(self.own.is_own(url, string(rule.get("path"))) for rule in rules):
            raise UndecidableError("the git generator reads another repository, which is not read here")
        prefix = string(generator.get("pathParamPrefix"))
        if generator.get("files"):
            found = list(self.files(mappings(generator["files"]), prefix))
        else:
            go = self.templating.go_template
            found = [Params(path_params(path, prefix, go_template=go), "") for path in self.folders(generator)]
        return [self.with_values(item, mapping(generator.get("values"))) for item in found]

    def folders(self, generator: Body) -> list[str]:
        """Return the folders that a git generator selects; hidden ones and what is in them are never looked at."""
        rules = mappings(generator.get("directories"))
        wanted = [
            globs.directory_pattern(string(rule.get("path"))) for rule in rules if rule.get("exclude") is not True
        ]
        excluded = [globs.directory_pattern(string(rule.get("path"))) for rule in rules if rule.get("exclude") is True]
        visible = (f for f in self.corpus.tree.folders if f and not f.startswith(".") and "/." not in f)
        return sorted(f for f in visible if any(p.match(f) for p in wanted) and not any(p.match(f) for p in excluded))

    def files(self, rules: list[Body], prefix: str) -> Iterator[Params]:
        """Yield the parameters in the files that a git generator selects."""
        wanted = [globs.file_pattern(string(rule.get("path"))) for rule in rules if rule.get("exclude") is not True]
        excluded = [globs.file_pattern(string(rule.get("path"))) for rule in rules if rule.get("exclude") is True]
        for path in sorted(self.corpus.tree.files):
            if any(p.match(path) for p in wanted) and not any(p.match(path) for p in excluded):
                yield from self.file_params(path, prefix)

    def file_params(self, path: str, prefix: str) -> Iterator[Params]:
        """Yield the parameters in one file: a mapping, or a list of them."""
        go = self.templating.go_template
        folder, name = posixpath.split(path)
        place = path_params(folder, prefix, go_template=go, filename=name)
        documents = self.corpus.file(path).documents
        content: Any = documents[0].body if documents else None
        for item in mappings(content) if isinstance(content, list) else [mapping(content)]:
            yield Params((merged(item, place) if go else flatten(item) | place), path)

    def with_values(self, item: Params, values: Body) -> Params:
        """Return parameters with the generator's own `values`, which may use them."""
        if not values:
            return item
        rendered = self.templating.deep(values, item.values)
        if self.templating.go_template:
            return item._replace(values=item.values | {"values": rendered})
        return item._replace(values=item.values | flatten(rendered, "values"))

    def matrix_params(self, generator: Body, depth: int) -> list[Params]:
        """Return every combination of two generators; the second may use parameters of the first."""
        inner = mappings(generator.get("generators"))
        if len(inner) != 2:  # noqa: PLR2004 - Argo CD takes exactly two
            raise UndecidableError("a matrix generator needs exactly two generators")
        found: list[Params] = []
        for first in self.params(inner[0], depth + 1):
            for second in self.params(self.templating.deep(inner[1], first.values), depth + 1):
                found.append(Params(self.combined(first.values, second.values), second.file or first.file))
                if len(found) > MAX_CHILDREN:
                    raise UndecidableError(f"a matrix gives more than {MAX_CHILDREN} sets of parameters")
        if not found:
            self.decidable(inner[1], depth)
        return found

    def decidable(self, generator: Body, depth: int) -> None:
        """Check a generator that nothing was combined with: it may still be one that Git cannot decide."""
        kind = kind_of(generator)
        if kind in LIVE:
            self.params(generator, depth + 1)

    def combined(self, first: Body, second: Body) -> Body:
        """Return two sets of parameters as one; what the second has wins in Go templates, and may not differ else."""
        if self.templating.go_template:
            return merged(first, second)
        clash = next((key for key in first if key in second and first[key] != second[key]), None)
        if clash is not None:
            raise UndecidableError(f"both generators of a matrix give the parameter {clash}, with different values")
        return first | second

    def merge_params(self, generator: Body, depth: int) -> list[Params]:
        """Return the sets of the first generator, each with what the others say about the same merge keys."""
        keys = strings(generator.get("mergeKeys"))
        base, *others = [self.params(item, depth + 1) for item in mappings(generator.get("generators"))] or [[]]
        found: list[Params] = []
        for item in base:
            values = item.values
            for other in others:
                values = next((merged(values, o.values) for o in other if same(values, o.values, keys)), values)
            found.append(item._replace(values=values))
        return found


def same(first: Body, second: Body, keys: list[str]) -> bool:
    """Tell whether two sets of parameters agree in every merge key."""
    flat_first, flat_second = flatten(first), flatten(second)
    return all(key in flat_second and flat_first.get(key) == flat_second[key] for key in keys)
