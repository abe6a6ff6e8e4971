"""Tests of `kubefolio.claims`."""
