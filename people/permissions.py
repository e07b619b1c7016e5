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
    EDIT_PIPELINES = "edit pipelines"
    SEE_APPLICATIONS = "see applications"
    ADD_CANDIDATES = "add candidates"
    WAIVE_COOL_DOWN = "waive the cool-down"
    MOVE_APPLICATIONS = "move applications"
    OVERRIDE_RESULTS = "override results"
    WRITE_NOTES = "write notes"
    SEE_FILES = "see files"
    SEE_CONTACT = "see contact"
    RECORD_RESULTS = "record results"
    ARRANGE_INTERVIEWS = "arrange interviews"
    SCORE = "score"
    SEE_CHECKS = "see checks"
    DECIDE_CHECKS = "decide checks"
    EDIT_CHECK_PACKAGES = "edit check packages"
    MAKE_OFFERS = "make offers"
    APPROVE_OFFERS = "approve offers"
    HIRE = "hire"
    SEE_REPORTS = "see reports"
    EDIT_CHANNELS = "edit channels"
    SEE_TRAINING = "see training"
    ENROL = "enrol"
    TEACH = "teach"
    DECIDE_TRAINING = "decide on training"
    EDIT_PROGRAMMES = "edit programmes"
    PUT_ON_DUTY = "put on duty"
    WAIVE_GATE = "waive the gate"
    REVOKE_CERTIFICATES = "revoke certificates"
    PLAN_RECURRENT = "plan recurrent training"
    DECIDE_SELF_STUDY = "decide on self-study"
    SEE_CAREERS = "see careers"
    REVIEW_MONTHS = "review months"
    HANDLE_COMPLAINTS = "handle complaints"
    DECIDE_PROMOTIONS = "decide promotions"
    EDIT_LADDER = "edit the ladder"
    PLAN_DESK_DUTY = "plan desk duty"
    RECORD_GROUPS = "record groups"
    CHANGE_POSTS = "change posts"
    SEE_OWN_PATH = "see own path"
    """Find the own pages in the top bar and on the home page; whoever is employed may open them."""


P = Permission
_EVERYBODY = frozenset({P.USE_PRODUCT})
_HIRING = frozenset(
    {
        P.SEE_OPENINGS,
        P.RAISE_REQUISITIONS,
        P.SEE_APPLICATIONS,
        P.ADD_CANDIDATES,
        P.WAIVE_COOL_DOWN,
        P.MOVE_APPLICATIONS,
        P.WRITE_NOTES,
        P.SEE_FILES,
        P.SEE_CONTACT,
        P.RECORD_RESULTS,
        P.ARRANGE_INTERVIEWS,
        P.SEE_CHECKS,
        P.DECIDE_CHECKS,
        P.MAKE_OFFERS,
        P.HIRE,
        P.SEE_REPORTS,
        P.EDIT_CHANNELS,
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
        P.EDIT_PIPELINES,
        P.OVERRIDE_RESULTS,
        P.EDIT_CHECK_PACKAGES,
        P.APPROVE_OFFERS,
        P.SEE_TRAINING,
        P.SEE_CAREERS,
        P.EDIT_LADDER,
        P.PLAN_DESK_DUTY,
        P.RECORD_GROUPS,
        P.CHANGE_POSTS,
    },
    Role.RECRUITER: _EVERYBODY | _HIRING | {P.EDIT_OPENINGS, P.EDIT_LETTERS},
    Role.INTERVIEWER: _EVERYBODY | {P.SCORE},
    Role.TRAINER: _EVERYBODY
    | {P.SEE_TRAINING, P.ENROL, P.TEACH, P.EDIT_PROGRAMMES, P.PUT_ON_DUTY, P.SCORE, P.SEE_PEOPLE}
    | {P.PLAN_RECURRENT, P.DECIDE_SELF_STUDY},
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
        P.APPROVE_OFFERS,
        P.HIRE,
        P.SEE_REPORTS,
        P.SEE_PEOPLE,
        P.SEE_TRAINING,
        P.DECIDE_TRAINING,
        P.PUT_ON_DUTY,
        P.WAIVE_GATE,
        P.REVOKE_CERTIFICATES,
        P.PLAN_RECURRENT,
        P.DECIDE_SELF_STUDY,
        P.SEE_CAREERS,
        P.REVIEW_MONTHS,
        P.HANDLE_COMPLAINTS,
        P.DECIDE_PROMOTIONS,
        P.EDIT_LADDER,
        P.PLAN_DESK_DUTY,
        P.RECORD_GROUPS,
        P.CHANGE_POSTS,
    },
    Role.EMPLOYEE: _EVERYBODY | {P.SEE_OWN_PATH},
}
