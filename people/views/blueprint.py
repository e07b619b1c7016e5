"""The blueprint that every page about people hangs on."""

from flask import Blueprint

bp = Blueprint("people", __name__)
