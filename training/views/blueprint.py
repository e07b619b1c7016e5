"""The one blueprint that all pages of training hang on."""

from flask import Blueprint

bp = Blueprint("training", __name__, url_prefix="/training")
