"""The one blueprint that all pages of training hang on."""

from flask import Blueprint

from training.words import (
    DUE_TONES,
    HOMEWORK_TONES,
    MARK_TONES,
    PHASE_TONES,
    PRESENCE_TONES,
    STUDY_TONES,
    deed,
    hours,
    instant,
    mark_said,
    source_said,
    word,
)

bp = Blueprint("training", __name__, url_prefix="/training")
bp.add_app_template_filter(word, "training_word")
bp.add_app_template_filter(PHASE_TONES.get, "phase_tone")
bp.add_app_template_filter(MARK_TONES.get, "mark_tone")
bp.add_app_template_filter(DUE_TONES.get, "due_tone")
bp.add_app_template_filter(deed, "training_deed")
bp.add_app_template_filter(mark_said, "mark")
bp.add_app_template_filter(PRESENCE_TONES.get, "presence_tone")
bp.add_app_template_filter(hours, "hours")
bp.add_app_template_filter(instant, "instant")
bp.add_app_template_filter(source_said, "learning_source")
bp.add_app_template_filter(STUDY_TONES.get, "study_tone")
bp.add_app_template_filter(HOMEWORK_TONES.get, "homework_tone")
