"""The GitOps repository: what it declares, read from Git alone, without a cluster, and running nothing of it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import msgspec

from kubefolio.errors import SourceError
from kubefolio.facts.repository import (
    DeclaredApplication,
    DeclaredApplicationSet,
    DeclaredDocument,
    DocumentProblem,
    History,
    Repository,
    WaveStep,
)
from kubefolio.sources.gitops import checkout, declare
from kubefolio.sources.gitops.cache import BlobCache
from kubefolio.sources.gitops.corpus import Corpus
from kubefolio.sources.gitops.delivery import Delivery, Node
from kubefolio.sources.gitops.git import strip_url
from kubefolio.sources.gitops.history import try_history
from kubefolio.sources.gitops.named import named_paths
from kubefolio.sources.gitops.objects import Obj
from kubefolio.sources.gitops.own import OwnRepository
from kubefolio.sources.gitops.refusals import NOT_THERE
from kubefolio.sources.gitops.roots import Roots, left_over
from kubefolio.sources.gitops.settings import GitopsSettings
from kubefolio.sources.gitops.waves import steps

__all__ = ["GitopsFacts", "GitopsSettings", "read"]


class GitopsFacts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that one look at a repository gives. All tuples are sorted."""

    repository: Repository
    declared: tuple[DeclaredApplication, ...]
    """Applications that the roots lead to: this is what is deployed."""
    sets: tuple[DeclaredApplicationSet, ...]
    """Every ApplicationSet; `deployed` tells those that the roots lead to."""
    retired: tuple[DeclaredApplication, ...] = ()
    """Applications that are written in the repository and that nothing deploys."""
    documents: tuple[DeclaredDocument, ...] = ()
    problems: tuple[DocumentProblem, ...] = ()
    order: tuple[WaveStep, ...] = ()
    """In which steps each parent delivers its applications; only parents with more than one step."""
    history: History | None = None
    """None for a folder without Git, or when its log could not be read, which is then among the problems."""


def read(settings: GitopsSettings, cache_dir: Path | None) -> GitopsFacts:
    """Read a repository.

    Args:
        settings: Which repository, and how much of it.
        cache_dir: Where fetched objects and parsed files are kept between runs; None keeps nothing. Its `gitops` folder
            may be deleted at any time.

    Raises:
        SourceError: The repository as a whole cannot be read.
    """
    with checkout.opened(settings, cache_dir) as opened:
        name = hashlib.sha256(str(strip_url(settings.url)).encode()).hexdigest()[:16]
        corpus = Corpus(opened.tree, BlobCache(cache_dir, name), settings)
        files = list(corpus.manifests())
        written = [obj for file in files for obj in corpus.objects(file)]
        own = OwnRepository(opened.tree, opened.own_urls, named_paths(written))
        facts = deployed(corpus, own, written, settings)
        documents = tuple(sorted(fact for file in files for fact in corpus.declared_documents(file)))
        corpus.cache.save()
        history, failure = try_history(opened.store, opened.repository.commit, facts.declared, settings)
        if failure:
            corpus.problem("", 0, "not-read", f"the commit log is not read: {failure}")
        return msgspec.structs.replace(
            facts,
            repository=msgspec.structs.replace(opened.repository, files=len(files), documents=len(documents)),
            documents=documents,
            order=steps(facts.declared),
            history=history,
            problems=tuple(sorted(corpus.problems)),
        )


def deployed(corpus: Corpus, own: OwnRepository, written: list[Obj], settings: GitopsSettings) -> GitopsFacts:
    """Find the roots and follow them."""
    delivery = Delivery(corpus, own)
    delivery.learn(written)
    roots = Roots(corpus, delivery, written)
    starts = roots.entry(settings.path) if settings.path is not None else roots.find()
    if starts is None:
        raise SourceError(f"gitops: path {settings.path} is not in the repository", NOT_THERE)
    delivery.forget()
    nodes = delivery.walk(starts)
    rest = [delivery.node(obj) for obj in left_over(roots.written, nodes)]
    applications = [declare.declared(node, delivery) for node in nodes if node.obj.kind != "ApplicationSet"]
    retired = [declare.declared(node, delivery) for node in rest if node.obj.kind != "ApplicationSet"]
    return GitopsFacts(
        repository=Repository(strip_url(settings.url), "", "", None, 0, 0),  # type: ignore[arg-type]
        declared=ordered(applications),
        retired=ordered(retired),
        sets=sets([*nodes], deployed=True) + sets(rest, deployed=False),
    )


def ordered(applications: list[DeclaredApplication]) -> tuple[DeclaredApplication, ...]:
    """Return applications sorted, each once."""
    unique = {(a.namespace, a.name, a.kind, a.own_namespace, a.sources): a for a in reversed(applications)}
    return tuple(unique[key] for key in sorted(unique))


def sets(nodes: list[Node], *, deployed: bool) -> tuple[DeclaredApplicationSet, ...]:
    """Return the ApplicationSets among nodes, sorted."""
    found = [declare.application_set(node, deployed=deployed) for node in nodes if node.obj.kind == "ApplicationSet"]
    return tuple(sorted(found, key=lambda item: (item.namespace, item.name, item.file, item.line)))
