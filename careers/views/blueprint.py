"""The one blueprint that all pages of careers hang on."""

from flask import Blueprint

from careers.words import asks, how_far, month, month_short, period, plain, tone, trend_said, word
from core.months import last_day

bp = Blueprint("careers", __name__, url_prefix="/careers")
bp.add_app_template_filter(word, "career_word")
bp.add_app_template_filter(tone, "career_tone")
bp.add_app_template_filter(month, "month")
bp.add_app_template_global(period, "period_said")
bp.add_app_template_filter(month_short, "month_short")
bp.add_app_template_filter(lambda value: last_day(value).day, "days_in")
bp.add_app_template_filter(plain, "plain")
bp.add_app_template_global(asks, "asks_of")
bp.add_app_template_global(how_far, "how_far")
bp.add_app_template_global(trend_said, "trend_said")
