"""The GitOps repository."""
