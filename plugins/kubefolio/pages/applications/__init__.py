"""The inventory: every application with its state."""
