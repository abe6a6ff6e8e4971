"""The break-glass page, in the private edition alone: addresses, endpoints, and the order of recovery."""
