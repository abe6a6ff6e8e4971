"""Tests of `kubefolio.views`."""
