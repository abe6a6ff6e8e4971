"""The images, built here without a daemon: `make image-test`."""
