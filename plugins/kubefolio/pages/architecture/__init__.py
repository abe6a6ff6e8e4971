"""The architecture page: the cluster, its nodes and the stack that was recognised."""
