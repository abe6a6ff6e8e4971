"""Real servers on loopback, for tests, benchmarks and the recorder of the example.

Every `running_*` is a context manager that finds the server's program, starts it on free ports in a folder of the
caller's, yields a frozen value that describes it, and stops it whatever happens.

::

    apiserver   etcd and kube-apiserver with RBAC and an audit log; `crds` loads real definitions into it
    prometheus  Prometheus over backfilled samples
    nginx       nginx over a built site
    chromium    Chromium: walk a site, take screenshots
    faulty      HTTP servers that misbehave on demand, one of them in front of a real API server
"""
