"""Put the pieces together; no rule lives here."""

from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

import careers.cli
import careers.defaults.letters
import careers.models
import careers.views
import core.cli
import core.views
import people.cli
import people.defaults
import people.views
import recruiting.cli
import recruiting.defaults.letters
import recruiting.models  # with those it imports: every table is known from the start
import recruiting.views
import training.cli
import training.defaults.course_letters
import training.defaults.duty_letters
import training.defaults.learning_letters
import training.defaults.letters
import training.models
import training.views
import training.views.verification
from careers import relying
from core import clock, config, drawn, faults, headers, i18n, letters, static_files
from core.db import db
from core.urls import Addressed
from people import guard, sessions
from recruiting import navigation, notices
from recruiting.queries import preboarding
from training.queries import documents, relied_on

VIEWS = (
    core.views,
    people.views,
    training.views,
    training.views.verification,
    careers.views,
    recruiting.views,
)
LETTERS = (
    people.defaults,
    recruiting.defaults.letters,
    training.defaults.letters,
    training.defaults.duty_letters,
    training.defaults.course_letters,
    training.defaults.learning_letters,
    careers.defaults.letters,
)
COMMANDS = (core.cli, people.cli, training.cli, careers.cli, recruiting.cli)


def create_app(**settings: Any) -> Flask:
    """The product. `settings` override the environment; INSTANCE_DIR says where its files live."""
    instance = Path(settings.pop("INSTANCE_DIR", None) or config.instance())
    app = Addressed(__name__, instance_path=str(instance.resolve()), static_folder=None)
    app.config.update(config.settings(instance))
    app.config.from_pyfile(str(instance / "config.py"), silent=True)
    app.config.update(settings)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    clock.use_zone(app.config["ZONE"])

    db.init_app(app)
    Migrate(app, db, render_as_batch=True, compare_type=True)
    CSRFProtect(app)
    sessions.start(app)
    guard.start(app)
    i18n.start(app, sessions.language)
    drawn.start(app)
    headers.start(app)
    static_files.start(app)
    faults.start(app)
    navigation.start(app)
    documents.register(preboarding.open_papers)
    relied_on.register(relying.relying_on)
    for defaults in LETTERS:
        letters.introduce(defaults.NAMES)
    letters.introduce_from(notices.names_of_stages)
    for views in VIEWS:
        app.register_blueprint(views.bp)
    for commands in COMMANDS:
        commands.register(app)
    return app
