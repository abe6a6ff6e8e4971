"""Tests of `kubefolio.sources`."""
