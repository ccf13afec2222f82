"""Models of intensity: one contract, one file a model."""
