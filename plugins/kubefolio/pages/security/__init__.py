"""The security page: what protects each namespace and application, and how it is exposed."""
