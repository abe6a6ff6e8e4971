"""The GitOps page: Git held against the cluster, the order of delivery, and what changed when."""
