"""Who may do what: one table, deny by default."""

from enum import StrEnum


class Role(StrEnum):
    ADMINISTRATOR = "administrator"
    RECRUITER = "recruiter"
    INTERVIEWER = "interviewer"
    TRAINER = "trainer"
    MANAGER = "manager"
    EMPLOYEE = "employee"


class Permission(StrEnum):
    USE_PRODUCT = "use the product"
    ADMINISTER_PEOPLE = "administer people"
    SEE_OUTBOX = "see the outbox"
    EDIT_LETTERS = "edit letter templates"
    SEE_PEOPLE = "see people"
    SEE_OPENINGS = "see openings"
    EDIT_OPENINGS = "edit openings"
    RAISE_REQUISITIONS = "raise requisitions"
    DECIDE_REQUISITIONS = "decide requisitions"
    SEE_APPLICATIONS = "see applications"
    ADD_CANDIDATES = "add candidates"
    MOVE_APPLICATIONS = "move applications"
    OVERRIDE_RESULTS = "override results"
    WRITE_NOTES = "write notes"
    SEE_FILES = "see files"
    SEE_CONTACT = "see contact"
    RECORD_RESULTS = "record results"
    ARRANGE_INTERVIEWS = "arrange interviews"
    SCORE = "score"
    MAKE_OFFERS = "make offers"
    HIRE = "hire"
    SEE_REPORTS = "see reports"
    SEE_TRAINING = "see training"
    ENROL = "enrol"
    SEE_OWN_PATH = "see own path"


P = Permission
_EVERYBODY = frozenset({P.USE_PRODUCT})
_HIRING = frozenset(
    {
        P.SEE_OPENINGS,
        P.RAISE_REQUISITIONS,
        P.SEE_APPLICATIONS,
        P.ADD_CANDIDATES,
        P.MOVE_APPLICATIONS,
        P.WRITE_NOTES,
        P.SEE_FILES,
        P.SEE_CONTACT,
        P.RECORD_RESULTS,
        P.ARRANGE_INTERVIEWS,
        P.MAKE_OFFERS,
        P.HIRE,
        P.SEE_REPORTS,
        P.SEE_PEOPLE,
    }
)

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.ADMINISTRATOR: _EVERYBODY
    | _HIRING
    | {
        P.ADMINISTER_PEOPLE,
        P.SEE_OUTBOX,
        P.EDIT_LETTERS,
        P.EDIT_OPENINGS,
        P.DECIDE_REQUISITIONS,
        P.OVERRIDE_RESULTS,
        P.SEE_TRAINING,
    },
    Role.RECRUITER: _EVERYBODY | _HIRING | {P.EDIT_OPENINGS, P.EDIT_LETTERS},
    Role.INTERVIEWER: _EVERYBODY | {P.SCORE},
    Role.TRAINER: _EVERYBODY | {P.SEE_TRAINING, P.ENROL, P.SCORE, P.SEE_PEOPLE},
    Role.MANAGER: _EVERYBODY
    | {
        P.SEE_OPENINGS,
        P.RAISE_REQUISITIONS,
        P.DECIDE_REQUISITIONS,
        P.SEE_APPLICATIONS,
        P.MOVE_APPLICATIONS,
        P.OVERRIDE_RESULTS,
        P.WRITE_NOTES,
        P.SEE_FILES,
        P.SCORE,
        P.HIRE,
        P.SEE_REPORTS,
        P.SEE_PEOPLE,
        P.SEE_TRAINING,
    },
    Role.EMPLOYEE: _EVERYBODY | {P.SEE_OWN_PATH},
}
