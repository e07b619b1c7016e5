"""Rubrics and ratings: used before and after hiring."""
