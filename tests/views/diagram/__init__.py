"""Tests of `kubefolio.views.diagram`."""
