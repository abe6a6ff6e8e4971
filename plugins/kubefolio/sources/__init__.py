"""The only I/O of the engine: Kubernetes, the GitOps repository, Prometheus.

Raw JSON and YAML never leave this package; what leaves it is facts.
"""
