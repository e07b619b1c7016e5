"""What the pages of training take in."""
