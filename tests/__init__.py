"""The tests of kubefolio."""
