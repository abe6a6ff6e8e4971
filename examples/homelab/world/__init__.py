"""What the invented cluster holds, as API objects with status and as Prometheus samples.

::

    cluster.yaml  the machines, and what no application accounts for
    apps.yaml     what a chart renders and how each application is doing
    names         the pinned clock; uids, times and suffixes made from names
    inventory     the two files above as types
    repository    the manifests of a GitOps folder
    charts        the objects that a chart would make
    workloads     status, replica sets, jobs; `pods` makes their pods
    operators     what Istio and CloudNativePG make of their own objects
    storage       volumes behind the claims, in Kubernetes and in Longhorn
    statuses      the status of everything else
    machines      nodes, namespaces and the control plane
    delivery      Argo CD: Applications, ApplicationSets, tracking
    objects       puts the world together; the way in is `build_world`
    metrics       ninety days of samples; the way in is `write_metrics`

Nothing here reads a clock or random state: the same files give the same objects.
"""
