"""Tests of publishing, without MkDocs but for one real build."""
