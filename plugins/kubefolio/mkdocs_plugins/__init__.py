"""The adapters: a MkDocs event becomes one call of the engine, and the engine's problems become log lines."""
