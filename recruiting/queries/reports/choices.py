"""What the filters of the reports offer."""

from typing import Any

from sqlalchemy import select

from core.db import db
from people.models import Account
from recruiting.models import Channel, Pipeline, PipelineVersion
from recruiting.queries.funnel import openings_to_choose


def rows(account: Account) -> tuple[list[Any], list[Any], list[Any]]:
    """Openings in reach, channels, pipeline versions."""
    channels = db.session.execute(select(Channel.id, Channel.name).order_by(Channel.id)).all()
    versions = db.session.execute(
        select(PipelineVersion.id, PipelineVersion.number, Pipeline.name)
        .join(Pipeline, Pipeline.id == PipelineVersion.pipeline_id)
        .order_by(PipelineVersion.pipeline_id, PipelineVersion.number.desc())
    ).all()
    return openings_to_choose(account), list(channels), list(versions)
