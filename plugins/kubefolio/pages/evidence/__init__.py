"""Every claim of the site with its verdict, for readers and for machines."""
