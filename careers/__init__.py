"""Levels, reviews and promotions of people on duty (no rooms yet)."""
