"""The blueprint that every page of recruiting hangs on."""

from flask import Blueprint

bp = Blueprint("recruiting", __name__)
