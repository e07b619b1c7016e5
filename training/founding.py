"""What a new installation teaches, published once from `defaults`."""

from datetime import datetime

from assessment import queries as assessment
from assessment import rubrics
from core.db import db
from core.letters import ensure_templates
from training import duty_policies, exam_policies, materials, nesting_policies, programmes
from training.defaults import course_letters, duty_letters, learning_letters, letters
from training.defaults import duty as default_duty
from training.defaults import exams as default_exams
from training.defaults import feedback as default_feedback
from training.defaults import homework as default_homework
from training.defaults import materials as default_materials
from training.defaults import nesting as default_nesting
from training.defaults import programme as default_programme
from training.defaults import rubrics as default_rubrics
from training.queries import duty, exams, nesting
from training.queries import programmes as queries


def found(now: datetime) -> None:
    """Publish the onboarding programme, what its exams ask, the rubrics of the practical one, of
    feedback and of homework, its materials and the letters about it where they are not there yet; what is
    there stays as it is, so this can be repeated at any time."""
    there = queries.by_key(default_programme.KEY)
    if there is None:
        there = programmes.start(
            default_programme.KEY, default_programme.NAME, default_programme.PLAN, now=now, actor=None
        )
    keys = set(queries.material_keys(there.id))
    for one in default_materials.MATERIALS:
        if one.key not in keys:
            materials.add(there, one.module_key, one.key, one.title, one.body, actor=None)
    for one_rubric in (default_rubrics, default_feedback, default_homework):
        if assessment.newest_rubric(one_rubric.KEY) is None:
            rubrics.publish(one_rubric.KEY, one_rubric.NAME, one_rubric.CRITERIA, now=now, actor=None)
    if exams.policy(there.id) is None:
        exam_policies.publish(there, default_exams.POLICY, actor=None)
    if duty.policy(there.id) is None:
        duty_policies.publish(there, default_duty.POLICY, actor=None)
    if nesting.policy(there.id) is None:
        nesting_policies.publish(there, default_nesting.POLICY, actor=None)
    for its in (letters, duty_letters, course_letters, learning_letters):
        ensure_templates(its.LETTERS)
    db.session.flush()
