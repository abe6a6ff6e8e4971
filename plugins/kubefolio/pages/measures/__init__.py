"""The catalogue of measures, documented."""
