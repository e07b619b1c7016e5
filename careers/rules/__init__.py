"""What a ladder asks, what a month is worth, and where somebody stands: pure Python, no database."""
