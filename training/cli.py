"""What training has the worker do every so often."""

from flask import Flask

from core.worker import register as do_often
from training import jobs

LOOK_EVERY, FORGET_EVERY = 60, 3600
"""Seconds."""


def register(_app: Flask) -> None:
    """Hand the worker its jobs."""
    do_often("waivers over", LOOK_EVERY, jobs.waivers_over)
    do_often("certificate tries forgotten", FORGET_EVERY, jobs.forget_misses)
