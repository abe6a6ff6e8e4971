"""About this data: what was read, when, from where, and what was not."""
