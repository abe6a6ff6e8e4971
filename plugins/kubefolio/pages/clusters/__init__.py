"""Several clusters: an overview across them, and the first page of each."""
