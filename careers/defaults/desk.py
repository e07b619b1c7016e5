"""Service-desk duty in a new installation: two days in every two years; a specialist does it daily."""

from careers.desk_duty import RulePlan
from people.states import Level

RULE = RulePlan(days=2, months=24, daily_levels=(Level.SPECIALIST.value,))
