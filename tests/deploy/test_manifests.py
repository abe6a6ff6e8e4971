"""What the manifests promise, read from what kustomize renders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import kubernetes_validate
import pytest
import yaml
from click.testing import CliRunner

from kubefolio.cli import load_command, main
from kubefolio.sources.kubernetes.kinds import KINDS
from tests.deploy.rendered import DEPLOY, VARIANTS, Manifest, containers_of, pod_of, render, workloads_of

CUSTOM = ("argoproj.io", "cilium.io", "gateway.networking.k8s.io", "monitoring.coreos.com")
NEWEST, FLOOR = "1.34", "1.27"

Rendered = Callable[[str], list[Manifest]]


@pytest.fixture(scope="session")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    """Return a function that renders a variant, each once."""
    known: dict[str, list[Manifest]] = {}

    def one(name: str) -> list[Manifest]:
        if name not in known:
            known[name] = render(name, tmp_path_factory.mktemp("variant"))
        return known[name]

    return one


def of_kind(manifests: list[Manifest], kind: str) -> list[Manifest]:
    return [one for one in manifests if one["kind"] == kind]


def reached(folder: Path) -> set[Path]:
    """Return a kustomization's folder and those of all that it names."""
    loaded = yaml.safe_load((folder / "kustomization.yaml").read_text())
    named = [folder / one for field in ("resources", "components") for one in loaded.get(field, [])]
    return {folder.resolve(), *(found for one in named if one.is_dir() for found in reached(one))}


def test_every_overlay_and_component_is_in_a_variant() -> None:
    folders = {path.parent for path in DEPLOY.rglob("kustomization.yaml")}
    starts = {DEPLOY / base for base, _ in VARIANTS.values()}
    starts |= {DEPLOY / "components" / one for _, components in VARIANTS.values() for one in components}
    assert folders - {found for start in starts for found in reached(start)} == set()


@pytest.mark.parametrize("version", [FLOOR, NEWEST])
@pytest.mark.parametrize("name", VARIANTS)
def test_every_manifest_of_kubernetes_own_kinds_is_valid(rendered: Rendered, name: str, version: str) -> None:
    checked = 0
    for manifest in rendered(name):
        if not manifest["apiVersion"].startswith(CUSTOM):
            kubernetes_validate.validate(manifest, version, strict=True)
            checked += 1
    assert checked or name.startswith("argocd")


@pytest.mark.parametrize("name", VARIANTS)
def test_pods_hold_to_the_restricted_standard(rendered: Rendered, name: str) -> None:
    """The rules of https://kubernetes.io/docs/concepts/security/pod-security-standards/, one by one."""
    for workload in workloads_of(rendered(name)):
        pod = pod_of(workload)
        assert not {"hostNetwork", "hostPID", "hostIPC", "hostUsers"} & pod.keys()
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["runAsUser"] > 10_000
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        kinds = {kind for volume in pod["volumes"] for kind in volume}
        assert kinds <= {"name", "emptyDir", "projected", "configMap", "secret"}
        for container in containers_of(workload):
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert all("hostPort" not in port for port in container.get("ports", []))


@pytest.mark.parametrize("name", VARIANTS)
def test_every_container_says_what_it_needs_and_how_it_is(rendered: Rendered, name: str) -> None:
    for workload in workloads_of(rendered(name)):
        for container in containers_of(workload):
            resources = container["resources"]
            assert set(resources["requests"]) == set(resources["limits"]) == {"cpu", "memory"}
            probed = {"livenessProbe", "readinessProbe"} <= container.keys()
            assert probed is (workload["kind"] == "Deployment"), container["name"]


def test_the_namespace_enforces_the_restricted_standard(rendered: Rendered) -> None:
    (namespace,) = of_kind(rendered("image"), "Namespace")
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"


def test_the_role_is_what_kubefolio_rbac_prints(rendered: Rendered) -> None:
    printed = {one["kind"]: one for one in yaml.safe_load_all(CliRunner().invoke(main, ["rbac"]).output)}
    for kind in ("ClusterRole", "ClusterRoleBinding"):
        (ours,) = of_kind(rendered("live"), kind)
        assert {key: value for key, value in ours.items() if key != "metadata"} == {
            key: value for key, value in printed[kind].items() if key != "metadata"
        }
        assert ours["metadata"]["name"] == printed[kind]["metadata"]["name"]
    assert len(KINDS) > 20


@pytest.mark.parametrize("name", ["collector", "collector with cilium", "live with the collector"])
def test_the_collector_has_the_same_rights_and_an_account_of_its_own(rendered: Rendered, name: str) -> None:
    printed = {one["kind"]: one for one in yaml.safe_load_all(CliRunner().invoke(main, ["rbac"]).output)}
    own = {one["kind"]: one for one in rendered(name) if one["metadata"]["name"] == "kubefolio-collector"}
    assert own.keys() == {"ServiceAccount", "ClusterRole", "ClusterRoleBinding"}
    assert own["ClusterRole"]["rules"] == printed["ClusterRole"]["rules"]
    assert own["ServiceAccount"]["automountServiceAccountToken"] is False
    account = {"kind": "ServiceAccount", "name": "kubefolio-collector", "namespace": "kubefolio"}
    assert own["ClusterRoleBinding"]["roleRef"]["name"] == "kubefolio-collector"
    assert own["ClusterRoleBinding"]["subjects"] == [account]
    (job,) = of_kind(rendered(name), "CronJob")
    assert pod_of(job)["serviceAccountName"] == "kubefolio-collector"


def test_one_container_of_the_collector_has_the_token_and_the_other_the_password(rendered: Rendered) -> None:
    (job,) = of_kind(rendered("collector"), "CronJob")
    assert pod_of(job)["automountServiceAccountToken"] is False
    sees = {one["name"]: {mount["name"]: mount for mount in one["volumeMounts"]} for one in containers_of(job)}
    assert sees["collect"].keys() == {"options", "aliases", "token", "snapshot", "collect-tmp"}
    assert sees["push"].keys() == {"git", "snapshot", "push-tmp"}
    writable = {(name, mount) for name, seen in sees.items() for mount in seen if not seen[mount].get("readOnly")}
    assert writable == {("collect", "snapshot"), ("collect", "collect-tmp"), ("push", "push-tmp")}
    (token,) = (one for one in pod_of(job)["volumes"] if "serviceAccountToken" in str(one))
    assert token["name"] == "token"


def test_the_collector_never_runs_twice_at_once_nor_for_ever(rendered: Rendered) -> None:
    (job,) = of_kind(rendered("collector"), "CronJob")
    spec, one = job["spec"], job["spec"]["jobTemplate"]["spec"]
    assert spec["concurrencyPolicy"] == "Forbid"
    assert one["activeDeadlineSeconds"] + spec["startingDeadlineSeconds"] < 3600
    assert (spec["successfulJobsHistoryLimit"], spec["failedJobsHistoryLimit"], one["backoffLimit"]) == (1, 3, 2)
    assert pod_of(job)["restartPolicy"] == "Never"


def test_only_the_builder_gets_the_token(rendered: Rendered) -> None:
    (live,) = of_kind(rendered("live"), "Deployment")
    pod = pod_of(live)
    assert pod["automountServiceAccountToken"] is False
    tokens = [one["name"] for one in pod["volumes"] if "serviceAccountToken" in str(one)]
    assert tokens == ["token"]
    holders = [
        one["name"] for one in pod["containers"] if any(m["name"] == "token" for m in one.get("volumeMounts", []))
    ]
    assert holders == ["builder"]


def test_the_built_image_needs_no_rights_at_all(rendered: Rendered) -> None:
    kinds = {one["kind"] for one in rendered("image")}
    assert kinds & {"ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"} == set()
    (account,) = of_kind(rendered("image"), "ServiceAccount")
    assert account["automountServiceAccountToken"] is False


def test_nginx_can_only_read_what_the_builder_publishes(rendered: Rendered) -> None:
    (live,) = of_kind(rendered("live"), "Deployment")
    mounts = {
        (container["name"], mount["mountPath"]): mount.get("readOnly", False)
        for container in pod_of(live)["containers"]
        for mount in container.get("volumeMounts", [])
    }
    assert mounts["nginx", "/srv/kubefolio"] is True
    assert mounts["builder", "/srv/kubefolio"] is False
    assert mounts["builder", "/git"] is True


EGRESS = {
    "live": {"builder-egress"},
    "collector": {"collector-egress"},
    "live with the collector": {"builder-egress", "collector-egress"},
}
"""Variant → the policies that open a way out, none in the others."""
INGRESS = {"image": {8080, 9113}, "collector": set[int](), "collector with cilium": set[int]()}
"""Variant → the ports to which there is a way in, where it is not that of `live`."""


@pytest.mark.parametrize("name", [name for name in VARIANTS if not name.startswith("argocd") and "ingress" not in name])
def test_everything_is_denied_that_is_not_needed(rendered: Rendered, name: str) -> None:
    policies = {one["metadata"]["name"]: one for one in of_kind(rendered(name), "NetworkPolicy")}
    assert policies["default-deny"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    ingress = {
        port["port"]
        for policy in policies.values()
        for rule in policy["spec"].get("ingress", [])
        for port in rule["ports"]
    }
    assert ingress == INGRESS.get(name, {8080, 9113, 9180, 9181})
    egress = {name for name, policy in policies.items() if policy["spec"].get("egress")}
    assert egress == EGRESS.get(name, set())
    ciliums = of_kind(rendered(name), "CiliumNetworkPolicy")
    assert len(ciliums) == (1 if name.endswith("with cilium") else 0)


@pytest.mark.parametrize("name", ["collector", "collector with cilium", "live with the collector"])
def test_ways_out_are_of_the_pods_that_need_them(rendered: Rendered, name: str) -> None:
    """The collector's policies find the collector's pods and no others."""
    pods = {
        one["metadata"]["name"]: (job["template"] if "template" in job else job["jobTemplate"]["spec"]["template"])
        for one in workloads_of(rendered(name))
        for job in [one["spec"]]
    }
    for policy in [*of_kind(rendered(name), "NetworkPolicy"), *of_kind(rendered(name), "CiliumNetworkPolicy")]:
        selector = policy["spec"].get("podSelector") or policy["spec"].get("endpointSelector")
        if selector:
            labels = selector["matchLabels"].items()
            found = {pod for pod, template in pods.items() if labels <= template["metadata"]["labels"].items()}
            assert found == {"collector" if policy["metadata"]["name"] == "collector-egress" else "kubefolio"}


@pytest.mark.parametrize(("name", "container"), [("live", "builder"), ("collector", "collect")])
def test_our_image_is_called_as_the_command_line_is(rendered: Rendered, name: str, container: str) -> None:
    (workload,) = workloads_of(rendered(name))
    (ours,) = (one for one in containers_of(workload) if one["name"] == container)
    command, *options = ours["args"]
    known = {text for param in load_command(command).params for text in param.opts}
    assert {option.partition("=")[0] for option in options} <= known
    assert CliRunner().invoke(main, [*ours["args"], "--help"]).exit_code == 0


def test_selectors_find_the_pods(rendered: Rendered) -> None:
    manifests = rendered("live")
    (deployment,) = of_kind(manifests, "Deployment")
    labels = deployment["spec"]["template"]["metadata"]["labels"].items()
    (service,) = of_kind(manifests, "Service")
    (budget,) = of_kind(manifests, "PodDisruptionBudget")
    monitors = of_kind(manifests, "PodMonitor")
    selectors = [service["spec"]["selector"], *(one["spec"]["selector"]["matchLabels"] for one in (budget, *monitors))]
    assert all(selector.items() <= labels for selector in selectors)
    names = {port["name"] for container in pod_of(deployment)["containers"] for port in container["ports"]}
    assert {end["port"] for one in monitors for end in one["spec"]["podMetricsEndpoints"]} < names


def test_the_project_of_argo_cd_allows_exactly_the_kinds_that_are_there(rendered: Rendered) -> None:
    (project,) = of_kind(rendered("argocd"), "AppProject")
    allowed = {
        (one["group"], one["kind"])
        for field in ("clusterResourceWhitelist", "namespaceResourceWhitelist")
        for one in project["spec"][field]
    }
    used = {
        (group if "/" in one["apiVersion"] else "", one["kind"])
        for name in VARIANTS
        if not name.startswith("argocd")
        for one in rendered(name)
        for group in [one["apiVersion"].rpartition("/")[0]]
    }
    assert used == allowed
    (application,) = of_kind(rendered("argocd"), "Application")
    assert application["spec"]["source"]["path"] == "deploy/overlays/image"
    assert int(application["metadata"]["annotations"]["argocd.argoproj.io/sync-wave"]) > 0
