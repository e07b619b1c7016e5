"""What the vocabulary of people is called on screens."""

from core.i18n import lazy
from people.permissions import Role
from people.states import AccountState, DutyStatus, Level, Theme

ROLES = {
    Role.ADMINISTRATOR: lazy("Administrator"),
    Role.RECRUITER: lazy("Recruiter"),
    Role.INTERVIEWER: lazy("Interviewer"),
    Role.TRAINER: lazy("Trainer"),
    Role.MANAGER: lazy("Manager"),
    Role.EMPLOYEE: lazy("Employee"),
}
ACCOUNT_STATES = {
    AccountState.ACTIVE: lazy("Active"),
    AccountState.INVITED: lazy("Invited"),
    AccountState.CLOSED: lazy("Account closed"),
}
DUTIES = {
    DutyStatus.AWAITING_COHORT: lazy("Awaiting a cohort"),
    DutyStatus.TRAINING: lazy("In training"),
    DutyStatus.NESTING: lazy("In nesting"),
    DutyStatus.ON_DUTY: lazy("On duty"),
    DutyStatus.SUSPENDED: lazy("Suspended"),
    DutyStatus.LEAVE: lazy("On leave"),
    DutyStatus.LEFT: lazy("Left"),
}
LEVELS = {
    Level.SPECIALIST: lazy("Specialist"),
    Level.SUPERVISOR: lazy("Supervisor"),
    Level.MANAGER: lazy("Manager"),
}
THEMES = {
    Theme.AUTO: lazy("As this machine prefers"),
    Theme.LIGHT: lazy("Light"),
    Theme.DARK: lazy("Dark"),
}
VERBS = {
    "account opened": lazy("Account opened"),
    "invited": lazy("Invited"),
    "new password asked for": lazy("New password asked for"),
    "password set": lazy("Password chosen"),
    "signed out everywhere": lazy("Signed out everywhere"),
    "role given": lazy("Role given"),
    "role taken away": lazy("Role taken away"),
    "account closed": lazy("Account closed"),
    "account reopened": lazy("Account reopened"),
}
