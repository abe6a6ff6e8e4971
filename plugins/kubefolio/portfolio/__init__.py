"""The portfolio: who runs the cluster, their projects and skills, each with what the cluster itself shows of it."""
