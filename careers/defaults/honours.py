"""Honours in a new installation: for specialists who are on duty for three months and half of each month. Who
came for a season or as an intern is reviewed like the others, but not ranked with them."""

from careers.honouring import RulePlan
from people.states import EmploymentKind, Level

RULE = RulePlan(
    levels=(Level.SPECIALIST.value,),
    least_days=15,
    least_months=3,
    leaves_out=(EmploymentKind.SEASONAL, EmploymentKind.INTERN),
)
