"""The vocabulary: frozen types and nothing else. No I/O; imports nothing of ours but `kubefolio.errors`."""
