"""Tests of `kubefolio.measures`."""
