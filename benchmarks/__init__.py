"""Measurements, run by hand: each compares two things side by side in one run, or states its aim."""
