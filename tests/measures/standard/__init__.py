"""The standard: its rules and what the owner sets."""
