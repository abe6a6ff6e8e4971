"""The example: an invented homelab, its GitOps repository, and what records a snapshot of it."""
