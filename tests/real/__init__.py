"""Tests against real servers on loopback; each is skipped with its reason where a server is not installed."""
