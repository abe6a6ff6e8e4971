"""The nodes page: the machines, one by one or in groups."""
