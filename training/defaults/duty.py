"""The rules about being on duty in a new installation."""

from training.duty_policies import DutyPlan

POLICY = DutyPlan(certificate_months=24, due_days=60, waiver_days=30)
"""A certificate is good for two years, and due anew two months before; a waiver lasts a month at most."""
