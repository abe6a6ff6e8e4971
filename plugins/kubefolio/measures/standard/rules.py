"""The rules of the standard. To add one, add its check, its row here and a case to its test."""

from __future__ import annotations

from kubefolio.facts.merge import ROUTE_FIELDS
from kubefolio.measures.standard import checks
from kubefolio.measures.standard.base import Rule

ROUTE_NEEDS = ("services", *ROUTE_FIELDS, "gateways")
POLICY_NEEDS = ("network_policies", "cilium_policies", "cilium_clusterwide_policies")

RULES: tuple[Rule, ...] = (
    Rule(
        id="own-namespace",
        title="A namespace of its own",
        why="Quotas, policies, rights and the mesh hold for a namespace. Two applications that share one share them "
        "all, and deleting one can take the other with it.",
        checked="No other application runs workloads in a namespace where this one does, and it runs none in default.",
        fix="Give the application a destination namespace of its own. Where a shared one is meant, as for the parts of "
        "a monitoring stack, exempt them and say why.",
        check=checks.check_own_namespace,
    ),
    Rule(
        id="service-account",
        title="An account of its own",
        why="What runs as the account default has the rights of everything else that runs as it. One right given for "
        "one of them is given to all.",
        checked="Each workload names a service account other than default, or its pods do not get the token of that "
        "one.",
        fix="Name an account in spec.template.spec.serviceAccountName. A workload that never asks the API server needs "
        "no token at all: automountServiceAccountToken: false.",
        check=checks.check_service_account,
        needs=("service_accounts",),
    ),
    Rule(
        id="network-policy",
        title="Closed by a network policy",
        why="Without a policy every pod of the cluster may talk to every other. Whoever gets into one is next to all.",
        checked="A policy of Kubernetes or Cilium selects each workload and denies by default, and none that selects "
        "it has a rule that lets everybody in: an empty rule, or every namespace on every port. Pods in the network of "
        "their machine are reached by no such policy, and fail.",
        fix="Add a policy with podSelector: {} and policyTypes: [Ingress] to the namespace, then one for each way in. "
        "An empty rule, - {}, lets everybody in; leave it out.",
        check=checks.check_network_policy,
        needs=POLICY_NEEDS,
        thresholds=frozenset({"directions"}),
    ),
    Rule(
        id="disruption-budget",
        title="A disruption budget",
        why="A node that is drained for an upgrade takes its pods along. With a budget it waits until enough others "
        "run.",
        checked="A PodDisruptionBudget selects each Deployment and StatefulSet that has two replicas or more. A single "
        "replica cannot be kept up by a budget, which would only block the drain.",
        fix="Add a PodDisruptionBudget whose selector is that of the workload, with minAvailable or maxUnavailable.",
        check=checks.check_disruption_budget,
        needs=("disruption_budgets",),
        thresholds=frozenset({"min_replicas"}),
    ),
    Rule(
        id="requests",
        title="Requests",
        why="The scheduler places a pod by what it requests. One that requests nothing lands anywhere, and is the "
        "first to go when the machine runs out.",
        checked="Each container requests CPU and memory. A limit is a request too, and so is the default of a "
        "LimitRange.",
        fix="State resources.requests for each container; what it used over the last week is a good beginning.",
        check=checks.check_requests,
        needs=("limit_ranges",),
        thresholds=frozenset({"resources"}),
    ),
    Rule(
        id="limits",
        title="Limits",
        why="A container without a memory limit can take all that its machine has, and the kernel then stops others.",
        checked="Each container has a memory limit, its own or that of a LimitRange. CPU is not asked for by default: "
        "what is scarce is shared by requests.",
        fix="State resources.limits.memory for each container.",
        check=checks.check_limits,
        needs=("limit_ranges",),
        thresholds=frozenset({"resources"}),
    ),
    Rule(
        id="quota",
        title="A quota",
        why="A quota keeps one namespace from taking what the others need: a loop that makes pods ends there.",
        checked="Every namespace that the application runs workloads in has a ResourceQuota.",
        fix="Add a ResourceQuota to the namespace, with some room above what is requested there.",
        check=checks.check_quota,
        needs=("quotas",),
    ),
    Rule(
        id="probes",
        title="Probes",
        why="Without a readiness probe traffic goes to a pod that cannot answer yet. Without a liveness probe one that "
        "hangs stays.",
        checked="In each Deployment, StatefulSet and DaemonSet a container has a readiness and one a liveness probe.",
        fix="Add readinessProbe and livenessProbe to the container that serves. A liveness probe asks only whether the "
        "process itself works, never what it depends on.",
        check=checks.check_probes,
        thresholds=frozenset({"probes"}),
    ),
    Rule(
        id="route",
        title="Reached by a route",
        why="A route passes the gateway, where names, certificates and filters are kept. A NodePort or a load balancer "
        "of its own passes by them.",
        checked="What is reached from outside has an Ingress or a route of the Gateway API that is encrypted, by "
        "itself or by its gateway's listener, and no Service of type NodePort or LoadBalancer. What is itself a way "
        "into the cluster is left out.",
        fix="Make the Service a ClusterIP and add an HTTPRoute to a gateway with an HTTPS listener.",
        check=checks.check_route,
        needs=ROUTE_NEEDS,
        thresholds=frozenset({"tls"}),
    ),
    Rule(
        id="metrics",
        title="Metrics",
        why="What is not measured fails in silence, and nobody can say since when.",
        checked="A ServiceMonitor or PodMonitor selects at least one of its workloads, or the annotation "
        "prometheus.io/scrape asks for it. Whether a Prometheus selects that monitor is not looked at.",
        fix="Add a ServiceMonitor that selects the Service of the port where metrics are served.",
        check=checks.check_metrics,
        needs=("service_monitors", "pod_monitors", "services"),
    ),
    Rule(
        id="non-root",
        title="Not as root",
        why="Root in a container is root on the machine as soon as it gets out, by any fault of the kernel or runtime.",
        checked="Each container, or its pod, says runAsNonRoot: true, or names a user other than 0. An image that "
        "merely happens to run as another user does not count: nothing keeps the next one from running as root.",
        fix="Set securityContext.runAsNonRoot: true for the pod, and runAsUser where the image names its user by name.",
        check=checks.check_non_root,
    ),
    Rule(
        id="read-only-root",
        title="A root that cannot be written",
        why="What cannot be written cannot be changed: neither by an attacker nor by a program that keeps state where "
        "it will be lost.",
        checked="Each container says readOnlyRootFilesystem: true.",
        fix="Set securityContext.readOnlyRootFilesystem: true, and mount an emptyDir where the program has to write.",
        check=checks.check_read_only_root,
    ),
    Rule(
        id="no-host-access",
        title="No hold on the machine",
        why="A privileged container, or one with the network or the processes of its machine, is the machine.",
        checked="No container is privileged, and no pod has hostNetwork or hostPID.",
        fix="Drop privileged, hostNetwork and hostPID. What cannot do without, as a network or storage driver, is "
        "worth an exemption with its reason.",
        check=checks.check_host,
    ),
)
"""In the order of the table."""

KNOWN = {rule.id: rule.thresholds for rule in RULES}
"""Every rule, with the thresholds that it reads."""
