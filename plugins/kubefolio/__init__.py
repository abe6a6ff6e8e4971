"""kubefolio: a site about a Kubernetes cluster that cannot lie and cannot leak.

The flow, one way only: `sources` → `facts` → `measures` → `views` → `pages` → MkDocs. `collect` joins the first half,
`render` the second; `cli` and `mkdocs_plugins` are two doors to the same engine.
"""

__version__ = "0.1.0"
