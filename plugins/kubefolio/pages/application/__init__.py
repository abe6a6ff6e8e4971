"""A page for each application."""
