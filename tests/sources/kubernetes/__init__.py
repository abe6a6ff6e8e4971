"""Tests of `kubefolio.sources.kubernetes`, without a server."""
