"""What the manifests promise, read from what kustomize renders."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import kubernetes_validate
import pytest
import yaml
from click.testing import CliRunner

from kubefolio.cli import main
from kubefolio.sources.kubernetes.kinds import KINDS
from tests.deploy.rendered import DEPLOY, VARIANTS, Manifest, pod_of, render

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


def test_every_overlay_and_component_is_in_a_variant() -> None:
    folders = {path.parent.relative_to(DEPLOY).as_posix() for path in DEPLOY.rglob("kustomization.yaml")}
    used = {base for base, _ in VARIANTS.values()} | {
        f"components/{one}" for _, components in VARIANTS.values() for one in components
    }
    for base, _ in VARIANTS.values():
        text = (DEPLOY / base / "kustomization.yaml").read_text()
        used |= {Path(found).name for found in re.findall(r"\.\./\.\./(\S+)", text)}
    assert {folder for folder in folders if not {folder, Path(folder).name} & used} == set()


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
    for deployment in of_kind(rendered(name), "Deployment"):
        pod = pod_of(deployment)
        assert not {"hostNetwork", "hostPID", "hostIPC", "hostUsers"} & pod.keys()
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert pod["securityContext"]["runAsUser"] > 10_000
        assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert {kind for volume in pod["volumes"] for kind in volume} <= {"name", "emptyDir", "projected", "configMap"}
        for container in [*pod["containers"], *pod.get("initContainers", [])]:
            assert container["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
            assert all("hostPort" not in port for port in container["ports"])


@pytest.mark.parametrize("name", VARIANTS)
def test_every_container_says_what_it_needs_and_how_it_is(rendered: Rendered, name: str) -> None:
    for deployment in of_kind(rendered(name), "Deployment"):
        for container in pod_of(deployment)["containers"]:
            resources = container["resources"]
            assert set(resources["requests"]) == set(resources["limits"]) == {"cpu", "memory"}
            assert {"livenessProbe", "readinessProbe"} <= container.keys(), container["name"]


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


@pytest.mark.parametrize("name", ["image", "live", "live with cilium"])
def test_everything_is_denied_that_is_not_needed(rendered: Rendered, name: str) -> None:
    policies = {one["metadata"]["name"]: one for one in of_kind(rendered(name), "NetworkPolicy")}
    assert policies["default-deny"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    ingress = {
        port["port"]
        for policy in policies.values()
        for rule in policy["spec"].get("ingress", [])
        for port in rule["ports"]
    }
    assert ingress == ({8080, 9113} if name == "image" else {8080, 9113, 9180, 9181})
    egress = [name for name, policy in policies.items() if policy["spec"].get("egress")]
    assert egress == (["builder-egress"] if name == "live" else [])
    ciliums = of_kind(rendered(name), "CiliumNetworkPolicy")
    assert len(ciliums) == (1 if name == "live with cilium" else 0)


def test_the_builder_is_called_as_the_command_line_is(rendered: Rendered) -> None:
    (live,) = of_kind(rendered("live"), "Deployment")
    (builder,) = (one for one in pod_of(live)["containers"] if one["name"] == "builder")
    command, *options = builder["args"]
    known = {text for param in main.commands[command].params for text in param.opts}
    assert {option.partition("=")[0] for option in options} <= known
    assert CliRunner().invoke(main, [*builder["args"], "--help"]).exit_code == 0


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
