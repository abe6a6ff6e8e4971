"""The gate over a finished site."""
