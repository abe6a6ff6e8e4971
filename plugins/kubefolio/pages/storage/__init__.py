"""The storage page: classes, volumes and their copies, and what is copied elsewhere."""
