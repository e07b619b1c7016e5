"""The formulas of training: pure Python, no database."""
