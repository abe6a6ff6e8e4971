"""The metrics page: what Prometheus measured."""
