"""`python -m kubefolio`: the command line."""

from kubefolio.cli import main

main(prog_name="kubefolio")
