"""All documents of a tree, parsed when they are first asked for."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from kubefolio.errors import SourceError
from kubefolio.facts.base import Untrusted
from kubefolio.facts.repository import DeclaredDocument, DocumentProblem, ProblemKind
from kubefolio.sources.gitops import yaml_text
from kubefolio.sources.gitops.cache import BlobCache
from kubefolio.sources.gitops.documents import Document, Flaw, ParsedFile, is_object, parse_file
from kubefolio.sources.gitops.objects import FLUX_KUSTOMIZE, Obj, string, text
from kubefolio.sources.gitops.refusals import NOT_READ
from kubefolio.sources.gitops.settings import GitopsSettings
from kubefolio.sources.gitops.tree import Tree

YAML = (".yaml", ".yml")
KUSTOMIZATION_FILES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
EMPTY = ParsedFile([], [])


class Corpus:
    """The documents of a tree and the problems found on the way."""

    def __init__(self, tree: Tree, cache: BlobCache, settings: GitopsSettings) -> None:
        """Parse nothing yet."""
        self.tree = tree
        self.cache = cache
        self.settings = settings
        self.parsed: dict[str, ParsedFile] = {}
        self.kustomizations: dict[str, str | None] = {}
        self.problems: set[DocumentProblem] = set(tree.problems)
        self.charts = frozenset(posixpath.dirname(p) for p in tree.files if posixpath.basename(p) == "Chart.yaml")

    def problem(self, file: str, line: int, kind: ProblemKind, message: str) -> None:
        """Note a problem, once."""
        self.problems.add(DocumentProblem(Untrusted(file), line, kind, Untrusted(message)))

    def file(self, path: str) -> ParsedFile:
        """Return what a file holds; problems in it are noted."""
        if path not in self.parsed:
            self.parsed[path] = self.load(path)
            for flaw in self.parsed[path].flaws:
                self.problem(path, flaw.line, flaw.kind, flaw.message)
        return self.parsed[path]

    def load(self, path: str) -> ParsedFile:
        """Read a file from the cache or parse it."""
        if not self.tree.is_file(path):
            return EMPTY
        blob_id = self.tree.blob_id(path)
        known = self.cache.get(blob_id)
        if known is not None:
            return known
        data = self.tree.read(path)
        if len(data) > self.settings.max_file_bytes:
            limit = self.settings.max_file_bytes
            parsed = ParsedFile([], [Flaw(0, "limit", f"larger than {limit} bytes and was not parsed")])
        else:
            parsed = parse_file(data)
        self.cache.put(blob_id, parsed)
        return parsed

    def documents(self, path: str) -> list[Document]:
        """Return the documents of a file that are mappings."""
        return [document for document in self.file(path).documents if isinstance(document.body, dict)]

    def objects(self, path: str) -> list[Obj]:
        """Return the Kubernetes objects of a file."""
        return [Obj(d.body, path, d.line) for d in self.documents(path) if is_object(d.body)]

    def value(self, path: str) -> dict[str, Any]:
        """Return the first document of a file (values, Chart.yaml, kustomization), or nothing."""
        documents = self.documents(path)
        return documents[0].body if documents else {}

    def text(self, path: str) -> str:
        """Return a file as text, as far as it is not too large."""
        if not self.tree.is_file(path):
            return ""
        data = self.tree.read(path)
        return yaml_text.decode(data) if len(data) <= self.settings.max_file_bytes else ""

    def kustomization(self, folder: str) -> str | None:
        """Return the kustomization file of a folder; a Flux Kustomization under that name is none."""
        if folder not in self.kustomizations:
            names = (posixpath.join(folder, name) for name in KUSTOMIZATION_FILES)
            file = next((name for name in names if self.tree.is_file(name)), None)
            flux = file is not None and string(self.value(file).get("apiVersion")).startswith(FLUX_KUSTOMIZE)
            self.kustomizations[folder] = None if flux else file
        return self.kustomizations[folder]

    def is_chart_template(self, path: str) -> bool:
        """Tell whether a file is a Helm template, which is no YAML before it is rendered."""
        folder = posixpath.dirname(path)
        while folder:
            parent = posixpath.dirname(folder)
            if posixpath.basename(folder) == "templates" and parent in self.charts:
                return True
            folder = parent
        return False

    def manifests(self) -> Iterator[str]:
        """Yield the YAML files, and the JSON files that hold Kubernetes objects, which a careful reader would open.

        Raises:
            SourceError: There are more of them than we read.
        """
        count = 0
        for path in sorted(self.tree.files):
            if not path.endswith((*YAML, ".json")) or self.is_chart_template(path):
                continue
            count += 1
            if count > self.settings.max_files:
                raise SourceError(
                    f"gitops: more than {self.settings.max_files} YAML and JSON files; set path or max_files",
                    f"{NOT_READ}: it has too many files",
                )
            if path.endswith(YAML) or self.holds_object(path):
                yield path

    def holds_object(self, path: str) -> bool:
        """Tell whether a JSON file looks like a Kubernetes object."""
        known = self.cache.get(self.tree.blob_id(path))
        if known is not None:
            return any(is_object(document.body) for document in known.documents)
        data = self.tree.read(path)
        return len(data) <= self.settings.max_file_bytes and b'"apiVersion"' in data and b'"kind"' in data

    def declared_documents(self, path: str) -> Iterator[DeclaredDocument]:
        """Yield the Kubernetes objects of a file as facts."""
        for obj in self.objects(path):
            yield DeclaredDocument(
                Untrusted(path),
                obj.line,
                text(obj.body["apiVersion"]),
                text(obj.kind),
                text(obj.namespace),
                text(obj.name),
            )
