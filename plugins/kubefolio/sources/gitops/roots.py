"""Which delivery objects a person applied by hand: where everything that is deployed starts.

Rules, in their order:

1. With an entry point, only what it holds is a root.
2. An object that another one leads to is no root; of objects that lead to each other the first is.
3. A fragment (a patch, an object without source) is no root, nor is anything in a folder whose name says that it is
   retired or an example.
4. An object within a folder that a deployed source reads, but which that source leaves out, is retired, unless it leads
   to that source itself. So is one that leads to nothing, beside a kustomization that lists others but not it.
5. Flux applies nothing by itself: a HelmRelease is a root only where no Flux Kustomization is in the repository.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field

from kubefolio.sources.gitops.build import Build
from kubefolio.sources.gitops.corpus import YAML, Corpus
from kubefolio.sources.gitops.delivery import Delivery, Node, deliveries
from kubefolio.sources.gitops.helm import Release
from kubefolio.sources.gitops.objects import Obj, mapping, mappings, string, strings
from kubefolio.sources.gitops.tree import join

RETIRED = re.compile(
    r"(^|[-_.])(archived?|disabled|deprecated|retired|obsolete|unused|graveyard|attic|old)$"
    r"|^(archived?|disabled|deprecated|retired|obsolete|unused)[-_.]"
    r"|^(examples?|samples?|testdata|fixtures|tests|docs|node_modules|vendor)$|^\.",
    re.IGNORECASE,
)
PLACEHOLDER = re.compile(r"\{\{|\$\{|<[\w -]+>")
APPLICATION_TEMPLATE = re.compile(r"^\s*kind:\s*[\"']?Application(Set)?[\"']?\s*$", re.MULTILINE)

Place = tuple[str, int]


@dataclass(slots=True)
class Reach:
    """What one candidate leads to."""

    places: set[Place] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)


def is_complete(obj: Obj) -> bool:
    """Tell whether an object says what it deploys; a patch of it does not."""
    if not obj.name or PLACEHOLDER.search(obj.name):
        return False
    needed = {
        "Application": ("source", "sources", "sourceHydrator"),
        "ApplicationSet": ("generators",),
        "HelmRelease": ("chart", "chartRef"),
        "Kustomization": ("sourceRef",),
    }
    return any(obj.spec.get(key) for key in needed.get(obj.kind, ()))


def is_retired_path(path: str) -> bool:
    """Tell whether a folder or file name says that nothing deploys what is in it."""
    *folders, name = path.split("/")
    return any(RETIRED.search(part) for part in (*folders, posixpath.splitext(name)[0]))


class Roots:
    """Finds the roots of one repository."""

    def __init__(self, corpus: Corpus, delivery: Delivery, written: list[Obj]) -> None:
        """Take every object that is written in the repository."""
        self.corpus = corpus
        self.delivery = delivery
        fragments = self.fragments()
        self.written = [obj for obj in deliveries(written) if obj.file not in fragments and is_complete(obj)]
        self.reaches: dict[Place, Reach] = {}
        self.held: dict[Place, list[tuple[str, Obj]]] | None = None

    def fragments(self) -> set[str]:
        """Return the files that kustomizations use as patches."""
        found: set[str] = set()
        for folder in list(self.corpus.tree.folders):
            file = self.corpus.kustomization(folder)
            spec = self.corpus.value(file) if file else {}
            names = strings(spec.get("patchesStrategicMerge"))
            for item in [*mappings(spec.get("patches")), *mappings(spec.get("patchesJson6902"))]:
                names.append(string(item.get("path")))
            found |= {target for name in names if name and (target := join(folder, name))}
        return found

    def entry(self, path: str) -> list[Obj] | None:
        """Return the delivery objects of an entry point; None when there is no such path."""
        target = join("", path)
        if target is not None and self.corpus.tree.is_file(target):
            return deliveries(self.corpus.objects(target))
        if target is None or not self.corpus.tree.is_folder(target):
            return None
        return deliveries(self.rendered(target).objects)

    def rendered(self, folder: str) -> Build:
        """Return what applying a folder by hand gives."""
        if self.corpus.kustomization(folder):
            return self.delivery.kustomize.build(folder)
        if folder in self.corpus.charts:
            return self.delivery.helm.render(folder, [], Release(posixpath.basename(folder), "argocd"))
        return self.delivery.flux.generated(folder)

    def find(self) -> list[Obj]:
        """Return the roots where no entry point is given."""
        starts = [obj for obj in self.written if not is_retired_path(obj.file)]
        if any(obj.kind == "Kustomization" for obj in starts):
            starts = [obj for obj in starts if obj.kind != "HelmRelease"]
        charts = self.chart_roots()
        for obj in [*starts, *charts]:
            self.reaches[obj.place] = self.reach(obj)
        tops = self.topmost([*starts, *charts])
        readers = self.readers(tops)
        kept = [obj for obj in tops if not self.is_left_out(obj, readers)]
        return [root for obj in kept for root in self.as_applied(obj)]

    def reach(self, obj: Obj) -> Reach:
        """Return all that an object leads to."""
        found = Reach()
        queue = [obj]
        seen: set[bytes] = set()
        while queue:
            current = queue.pop()
            key = self.delivery.key_of(current)
            if key in seen:
                continue
            seen.add(key)
            node = self.delivery.node(current)
            found.paths |= node.build.paths
            found.places |= {child.place for child in node.children if current.kind != "ApplicationSet"}
            queue += node.children
        return found

    def topmost(self, starts: list[Obj]) -> list[Obj]:
        """Return the objects that no other leads to; of a circle, the first."""
        leading: dict[Place, list[Obj]] = {}
        for other in starts:
            for place in self.reaches[other.place].places - {other.place}:
                leading.setdefault(place, []).append(other)
        found: dict[Place, Obj] = {}
        for obj in starts:
            own = self.reaches[obj.place].places
            others = leading.get(obj.place, [])
            if all(other.place in own and other.place not in found for other in others):
                found[obj.place] = obj
        return list(found.values())

    def readers(self, tops: list[Obj]) -> dict[str, list[Obj]]:
        """Return for each folder the roots whose sources read it."""
        found: dict[str, list[Obj]] = {}
        for top in tops:
            for path in self.reaches[top.place].paths:
                if self.corpus.tree.is_folder(path):
                    found.setdefault(path, []).append(top)
        return found

    def is_left_out(self, obj: Obj, readers: dict[str, list[Obj]]) -> bool:
        """Tell whether a deployed source reads the object's folder but leaves it out (rule 4)."""
        own = self.reaches[obj.place]
        folder = posixpath.dirname(obj.file)
        if not own.places and self.is_unlisted(obj, folder):
            return True
        while folder:
            others = readers.get(folder, []) if folder not in own.paths else []
            if any(o.place not in own.places and obj.place not in self.reaches[o.place].places for o in others):
                return True
            folder = posixpath.dirname(folder)
        return False

    def is_unlisted(self, obj: Obj, folder: str) -> bool:
        """Tell whether the kustomization beside an object lists others of its kind, but not this one."""
        if not self.corpus.kustomization(folder):
            return False
        listed = deliveries(self.delivery.kustomize.build(folder).objects)
        return bool(listed) and all(other.place != obj.place for other in listed)

    def as_applied(self, obj: Obj) -> list[Obj]:
        """Return an object as the outermost kustomizations that hold it make it, or as it is written."""
        holding = self.holders().get(obj.place, [])
        inner = {
            path for folder, _ in holding for path in self.delivery.kustomize.build(folder).paths if path != folder
        }
        return [built for folder, built in holding if folder not in inner] or [obj]

    def holders(self) -> dict[Place, list[tuple[str, Obj]]]:
        """Return for each place the kustomizations that hold it, with the object that they make of it."""
        if self.held is None:
            self.held = {}
            for folder in sorted(self.corpus.tree.folders):
                if not self.corpus.kustomization(folder) or is_retired_path(f"{folder}/") or self.is_component(folder):
                    continue
                for built in deliveries(self.delivery.kustomize.build(folder).objects):
                    self.held.setdefault(built.place, []).append((folder, built))
        return self.held

    def is_component(self, folder: str) -> bool:
        """Tell whether a kustomization is a Component, which is nothing by itself."""
        file = self.corpus.kustomization(folder)
        return file is not None and self.corpus.value(file).get("kind") == "Component"

    def chart_roots(self) -> list[Obj]:
        """Return the objects of charts that hold Applications and that nothing in the repository refers to."""
        used = {path for obj in self.written for path in self.reach(obj).paths}
        found: list[Obj] = []
        for folder in sorted(self.corpus.charts):
            if folder in used or is_retired_path(folder + "/") or self.is_part(folder):
                continue
            paths = self.corpus.tree.under(posixpath.join(folder, "templates"))
            if any(p.endswith(YAML) and APPLICATION_TEMPLATE.search(self.corpus.text(p)) for p in paths):
                found += deliveries(self.rendered(folder).objects)
        return found

    def is_part(self, folder: str) -> bool:
        """Tell whether a chart lies within another one."""
        return any(folder.startswith(f"{other}/charts/") for other in self.corpus.charts)


def left_over(written: list[Obj], nodes: list[Node]) -> list[Obj]:
    """Return the objects that nothing deploys: retired, or left for later."""
    places = {node.obj.place for node in nodes} | {child.place for node in nodes for child in node.children}
    return [obj for obj in written if obj.place not in places and mapping(obj.body.get("metadata"))]
