"""Tests of `kubefolio.facts`."""
