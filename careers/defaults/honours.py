"""Honours in a new installation: for specialists who are on duty for three months and half of each month."""

from careers.honouring import RulePlan
from people.states import Level

RULE = RulePlan(levels=(Level.SPECIALIST.value,), least_days=15, least_months=3)
