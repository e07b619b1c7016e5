"""Openings, candidates and the pipeline that an application passes through."""
