"""Publishing without MkDocs: build, check, then switch, so that a visitor gets one whole generation or another.

::

    build        runs the commands that make and check a site, and ends them when it must
    hashed       gives what a page loads an address made of its content
    compress     writes gzip and brotli beside each file, and times made of its content
    generations  folders of the site, the one that is served, and the hashed files of all of them
    state        what happened last, as JSON, as a page and for Prometheus
    server       answers with the state
    loop         decides when to build, until it is told to stop
"""
