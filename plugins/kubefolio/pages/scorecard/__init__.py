"""The scorecard, and a page for each rule of the standard."""
