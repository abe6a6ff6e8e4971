"""Tests of `kubefolio.pages`."""
