"""Files that come in about training, by noun."""
