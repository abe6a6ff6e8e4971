"""The standard that applications are held against: its rules, what its owner sets of them, and the scores."""
