"""Argo CD's side of the world: who tracks what, and Applications, ApplicationSets and projects with their status."""

from __future__ import annotations

from datetime import datetime, timedelta

from examples.homelab.world.inventory import App
from examples.homelab.world.names import NOW, Obj, condition, digest, group_of, identity, moment, owner, stamp
from examples.homelab.world.repository import CLUSTER_SCOPED, read_documents

ARGOCD = "argocd"
REPOSITORY = "https://github.com/example/homelab"
_API = "argoproj.io/v1alpha1"
_SERVER = "https://kubernetes.default.svc"
_TRACKING = "argocd.argoproj.io/tracking-id"
_WAVE = "argocd.argoproj.io/sync-wave"
_FINALIZER = "resources-finalizer.argocd.argoproj.io"
_LAST_COMMIT = NOW - timedelta(hours=15, minutes=22)
_HISTORY = 3
"""Deployments that an Application remembers here."""


def track(item: Obj, app: str, namespace: str) -> Obj:
    """Return the object with the annotation by which Argo CD knows that it belongs to an application.

    Args:
        item: The object; what another object's controller made stays as it is.
        app: The application's name.
        namespace: Where the application deploys; it stands in the annotation of objects that live in no namespace.
    """
    if "ownerReferences" in item["metadata"]:
        return item
    kind, own, name = identity(item)
    place = namespace if kind in CLUSTER_SCOPED else own
    mark = {_TRACKING: f"{app}:{group_of(item)}/{kind}:{place}/{name}"}
    annotations = item["metadata"].get("annotations", {}) | mark
    return item | {"metadata": item["metadata"] | {"annotations": annotations}}


def build_application(app: App, tracked: list[Obj], revision: str) -> Obj:
    """Return the Application of an ApplicationSet, or one that is written by hand, with its status.

    Args:
        app: What the inventory says of it.
        tracked: The objects that it delivers.
        revision: The commit of the repository that is deployed.
    """
    item = _by_hand(app) if app.set == "bootstrap" else _generated(app)
    return item | {"status": build_status(item, app, tracked, revision)}


def _by_hand(app: App) -> Obj:
    item = next(read_documents(f"bootstrap/applications/{app.name}.yaml"))
    return track(item, "root", ARGOCD)


def _generated(app: App) -> Obj:
    template = next(read_documents(f"bootstrap/applicationsets/{app.set}.yaml"))["spec"]["template"]
    spec = template["spec"]
    return {
        "apiVersion": _API,
        "kind": "Application",
        "metadata": {
            "name": app.name,
            "namespace": ARGOCD,
            "annotations": {_WAVE: str(app.wave)},
            "finalizers": [_FINALIZER],
            "ownerReferences": [owner("ApplicationSet", app.set, _API, namespace=ARGOCD)],
        },
        "spec": spec
        | {
            "destination": {"server": _SERVER, "namespace": app.namespace},
            "source": spec["source"] | {"path": app.path},
        },
    }


def build_status(item: Obj, app: App, tracked: list[Obj], revision: str) -> Obj:
    """Return what the controller would write: sync, health, resources, images, history and the last operation."""
    synced = _synced(item["spec"], revision)
    deployed = moment(f"deployed/{app.name}", NOW - timedelta(days=20), _LAST_COMMIT)
    where = {key: item["spec"][key] for key in ("source", "sources") if key in item["spec"]}
    history = _history(app, item["spec"], where, deployed)
    last = {key: history[-1][key] for key in synced}
    changed = NOW - timedelta(hours=16, minutes=17) if app.health != "Healthy" else deployed + timedelta(minutes=2)
    return {
        "sync": {"status": app.sync, "comparedTo": where | {"destination": item["spec"]["destination"]}} | synced,
        "health": {"status": app.health, "lastTransitionTime": stamp(changed)},
        "summary": _summary(tracked),
        "resources": [*(_resource(each, app) for each in tracked), *_listed(app)],
        "history": history,
        "operationState": _operation(where, last, deployed),
        "sourceType": "Kustomize" if app.path and app.set != "bootstrap" else "Helm",
        "reconciledAt": stamp(moment(f"reconciled/{app.name}", NOW - timedelta(minutes=6))),
        "resourceHealthSource": "appTree",
        "controllerNamespace": ARGOCD,
    }


def _synced(spec: Obj, revision: str) -> Obj:
    """Return the revision of the one source, or the revisions of all of them."""
    if "sources" in spec:
        return {"revisions": [_revision(each, revision) for each in spec["sources"]]}
    return {"revision": _revision(spec["source"], revision)}


def _revision(source: Obj, revision: str) -> str:
    if "chart" in source:
        return str(source["targetRevision"])
    return (
        revision if source["repoURL"] == REPOSITORY else digest(f"{source['repoURL']}@{source['targetRevision']}")[:40]
    )


def _summary(tracked: list[Obj]) -> Obj:
    templates = [each["spec"].get("jobTemplate", each)["spec"]["template"] for each in tracked if _has_pods(each)]
    images = {container["image"] for template in templates for container in template["spec"]["containers"]}
    hosts = {host for each in tracked if each["kind"] == "HTTPRoute" for host in each["spec"]["hostnames"]}
    return {"images": sorted(images), "externalURLs": [f"https://{host}" for host in sorted(hosts)]}


def _has_pods(item: Obj) -> bool:
    return item["kind"] in {"Deployment", "StatefulSet", "DaemonSet", "CronJob"}


def _resource(item: Obj, app: App) -> Obj:
    kind, namespace, name = identity(item)
    group, _, version = item["apiVersion"].rpartition("/")
    status = "OutOfSync" if f"{kind}/{name}" in app.drift else "Synced"
    made = {"version": version, "kind": kind, "name": name, "status": status}
    return made | ({"group": group} if group else {}) | ({"namespace": namespace} if namespace else {})


def _listed(app: App) -> list[Obj]:
    parts = [each.split("/") for each in app.resources]
    return [
        {"group": group, "version": "v1", "kind": kind, "name": name, "status": "Synced"} for group, kind, name in parts
    ]


def _history(app: App, spec: Obj, where: Obj, deployed: datetime) -> list[Obj]:
    """Return the last deployments, oldest first; of older commits, since most commits change other folders."""
    entries: list[Obj] = []
    for number in range(_HISTORY):
        at = deployed - timedelta(days=13, hours=5) * (_HISTORY - 1 - number)
        entry = {"id": number, "deployStartedAt": stamp(at - timedelta(seconds=8)), "deployedAt": stamp(at)}
        revision = digest(f"{app.name}/{number}")[:40]
        entries.append(
            entry | {"initiatedBy": {"automated": True}} | where | {"revision": ""} | _synced(spec, revision)
        )
    return entries


def _operation(where: Obj, synced: Obj, deployed: datetime) -> Obj:
    return {
        "phase": "Succeeded",
        "message": "successfully synced (all tasks run)",
        "startedAt": stamp(deployed - timedelta(seconds=8)),
        "finishedAt": stamp(deployed),
        "operation": {"sync": {"prune": True} | synced, "initiatedBy": {"automated": True}},
        "syncResult": {"revision": ""} | synced | where,
    }


def build_root(apps: list[Obj], revision: str) -> list[Obj]:
    """Return what the folder `bootstrap` declares: the root Application, the ApplicationSets and the projects.

    Args:
        apps: The other Applications, with their status.
        revision: The commit of the repository that is deployed.
    """
    listed = next(read_documents("bootstrap/kustomization.yaml"))["resources"]
    items = [item for file in listed for item in read_documents(f"bootstrap/{file}")]
    tracked = [track(item, "root", ARGOCD) for item in items]
    declared = [_with_children(item, apps) if item["kind"] == "ApplicationSet" else item for item in tracked]
    root = App("root", "bootstrap", ARGOCD, 0)
    made = [
        item | {"status": build_status(item, root, tracked, revision)} if item["metadata"]["name"] == "root" else item
        for item in declared
    ]
    known = {identity(each) for each in apps}
    return [*(item for item in made if identity(item) not in known), _DEFAULT_PROJECT]


def _with_children(item: Obj, apps: list[Obj]) -> Obj:
    name = item["metadata"]["name"]
    children = [each for each in apps if any(o["name"] == name for o in each["metadata"].get("ownerReferences", ()))]
    resources = [
        {
            "group": "argoproj.io",
            "version": "v1alpha1",
            "kind": "Application",
            "namespace": ARGOCD,
            "name": child["metadata"]["name"],
            "status": child["status"]["sync"]["status"],
            "health": child["status"]["health"],
        }
        for child in children
    ]
    fine = condition(
        "ResourcesUpToDate", _LAST_COMMIT, reason="ApplicationSetUpToDate", message="All applications are up to date"
    )
    return item | {"status": {"conditions": [fine], "resources": resources, "resourcesCount": len(resources)}}


_DEFAULT_PROJECT: Obj = {
    "apiVersion": _API,
    "kind": "AppProject",
    "metadata": {"name": "default", "namespace": ARGOCD},
    "spec": {
        "sourceRepos": ["*"],
        "destinations": [{"namespace": "*", "server": "*"}],
        "clusterResourceWhitelist": [{"group": "*", "kind": "*"}],
    },
}
"""Every Argo CD has it; only the root Application belongs to it here."""
