"""The reports there are: what each says, from which version on, and how it is written to be taken away."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from core import clock, money
from core.i18n import _, lazy
from core.statistics import ENOUGH, Estimate, wilson
from people.models import Account
from recruiting.forms.reports import END_NAMES, HAPPENED, START_NAMES, AsOfForm, FunnelForm, named
from recruiting.forms.touches import LABELS
from recruiting.queries.reports import cost_per_hire, drop_off, hires, scorecards, sources, stays, turns
from recruiting.queries.reports.sheet import Row, Tables

Lines = list[list[Any]]
ACT_NAMES = {
    "decide": lazy("Recruiter decides"),
    "arrange": lazy("Recruiter arranges the interview"),
    "offer": lazy("Recruiter makes the offer"),
    "hire": lazy("Recruiter hires who accepted"),
    "manager decides": lazy("Hiring manager decides"),
}
ANSWER_NAMES = {
    "accepted": lazy("accepted"),
    "declined": lazy("declined"),
    "ran-out": lazy("ran out"),
    "retracted": lazy("retracted"),
    "open": lazy("no answer yet"),
}
ANSWERED = ("accepted", "declined", "ran-out")


@dataclass(frozen=True)
class Report:
    """`says`: what is counted and how. `period`: what lies between the days asked for. `version` rises
    when the definition changes. `extras`: names of filters beside the usual ones."""

    name: str
    title: Any
    says: Any
    period: Any
    build: Callable[[Account, FunnelForm], Tables]
    write: Callable[[Tables, FunnelForm], Lines]
    version: int = 1
    extras: tuple[str, ...] = ()

    @property
    def page(self) -> str:
        return f"recruiting/reports/{self.name.replace('-', '_')}.html"


def days(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def ends_of(estimate: Estimate | None) -> list[float | None]:
    """Value, lower and upper end; nothing of too few."""
    return [None] * 3 if estimate is None else [days(estimate.value), days(estimate.low), days(estimate.high)]


def share_of(hits: int, n: int) -> Estimate | None:
    """A share with its interval; nothing of too few."""
    return wilson(hits, n) if n >= ENOUGH else None


def median_of(row: Row, *columns: str) -> Estimate | None:
    """The median by Kaplan and Meier; nothing of too few that have ended."""
    curve = row.curve(*columns)
    return curve.time_at(0.5) if curve.ended >= ENOUGH else None


def longest(rows: Sequence[Row], *columns: str, least: float = 1.0) -> float:
    """Days at the right end of a chart: what 80 % keep under in the slowest row, and every target; at
    least `least`."""
    ends = [row.curve(*(columns or ("over", "there"))).time_at(0.8) for row in rows]
    reached = [end.value for end in ends if end is not None]
    targets = [row.note for row in rows if isinstance(row.note, int)]
    return max([*reached, *targets, least]) * 1.1


def most_days(rows: Sequence[Row]) -> float:
    """The same for what is done."""
    return max([row.quantile(0.8, "done") or 0.0 for row in rows] + [1.0]) * 1.1


def most_share(rows: Sequence[Row], hits: str = "hired", of: str = "applied") -> float:
    """The share at the right end of a chart: the highest upper end."""
    found = [share_of(row.count(hits), row.count(of)) for row in rows]
    return max([one.high or 0.0 for one in found if one is not None] + [0.05])


def most_again(rows: Sequence[Row]) -> float:
    return most_share(rows, "again", "reached")


def _drop_off(tables: Tables, form: FunnelForm) -> Lines:
    head = [_("Left from"), _("We ended it"), _("They ended it"), _("Both")]
    parts = [(row, row.count("we"), row.count("they")) for row in tables["stage"]]
    reasons = [(row, row.count("we"), row.count("they")) for row in tables["reason"]]
    return [
        head,
        *([named(row.name), we, they, we + they] for row, we, they in parts),
        [],
        [_("Reason"), *head[1:]],
        *([_reason(row), we, they, we + they] for row, we, they in reasons),
    ]


def _reason(row: Row) -> str:
    return _("%(reason)s (offer declined)", reason=named(row.name)) if row.note else named(row.name)


def _time_in_stage(tables: Tables, form: FunnelForm) -> Lines:
    head = [
        _("Stage"), _("Target days"), _("Over"), _("Still there"), _("Median days"), _("Lower end"),
        _("Upper end"), _("Within target"), _("Lower end"), _("Upper end"),
    ]  # fmt: skip
    return [head, *(_stay_line(row) for row in tables["stage"])]


def _stay_line(row: Row) -> list[Any]:
    enough = row.count("over") >= ENOUGH
    return [
        named(row.name),
        row.note,
        row.count("over"),
        row.count("there"),
        *ends_of(median_of(row, "over", "there")),
        *ends_of(stays.within_target(row) if enough else None),
    ]


def _time_to_hire(tables: Tables, form: FunnelForm) -> Lines:
    head = [_("Opening"), _("n"), _("Lower quarter"), _("Median days"), _("80 %")]
    whole = [_quartiles(row, named(row.name)) for row in tables["opening"]]
    return [head, *whole]


def _quartiles(row: Row, name: str) -> list[Any]:
    return [name, row.count("done"), *(days(row.quantile(share, "done")) for share in (0.25, 0.5, 0.8))]


def _cost_per_hire(tables: Tables, form: FunnelForm) -> Lines:
    head = [
        _("Channel"), _("Applicants"), _("Hired"), _("Share hired"), _("Lower end"), _("Upper end"),
        _("Spent"), _("Currency"), _("Cost per hire"),
    ]  # fmt: skip
    return [head, *(line for row in tables["channel"] for line in _cost_lines(row))]


def _cost_lines(row: Row) -> Iterable[list[Any]]:
    applied, hired = row.count("applied"), row.count("hired")
    common = [named(row.name), applied, hired, *ends_of(share_of(hired, applied))]
    for currency, amount in (row.note or {"": 0}).items():
        spent = money.major(amount, currency) if currency else 0
        yield [*common, spent, currency, days(spent / hired) if hired >= ENOUGH else None]


def _response_time(tables: Tables, form: FunnelForm) -> Lines:
    head = [_("n"), _("Waiting"), _("Median days"), _("Lower end"), _("Upper end")]
    return [
        [_("Whose turn"), *head],
        *(_response(row, str(ACT_NAMES[row.key]), "acted", "waiting") for row in tables["act"]),
        [],
        [_("Interviewer"), *head],
        *(_response(row, named(row.name), "given", "owed", "let-go") for row in tables["interviewer"]),
        [],
        [_("Who acted"), _("n"), "", _("Median days")],
        *(
            [named(row.name), row.count("acted"), "", days(row.quantile(0.5, "acted"))]
            for row in tables["person"]
        ),
    ]


def _response(row: Row, name: str, done: str, waiting: str, *others: str) -> list[Any]:
    found = median_of(row, done, waiting, *others)
    return [name, row.count(done), row.count(waiting), *ends_of(found)]


def _rework(tables: Tables, form: FunnelForm) -> Lines:
    head = [
        _("Stage"),
        _("Reached"),
        _("Came again"),
        _("Share"),
        _("Lower end"),
        _("Upper end"),
        _("Sent back"),
    ]
    return [head, *(_rework_line(row) for row in tables["stage"])]


def _rework_line(row: Row) -> list[Any]:
    again, reached = row.count("again"), row.count("reached")
    return [named(row.name), reached, again, *ends_of(share_of(again, reached)), row.count("sent-back")]


def _offers(tables: Tables, form: FunnelForm) -> Lines:
    head = [_("Opening"), _("Sent"), *(str(name) for name in ANSWER_NAMES.values())]
    head += [_("Acceptance rate"), _("Lower end"), _("Upper end")]
    return [head, *(_offer_line(row) for row in tables["opening"])]


def _offer_line(row: Row) -> list[Any]:
    counts = [row.count(answer) for answer in ANSWER_NAMES]
    rate = share_of(row.count("accepted"), row.count(*ANSWERED))
    return [named(row.name), sum(counts), *counts, *ends_of(rate)]


def _sources(tables: Tables, form: FunnelForm) -> Lines:
    head = [
        _("Applied, by first touch"), _("Hired, by first touch"),
        _("Applied, by last touch"), _("Hired, by last touch"),
    ]  # fmt: skip
    lines: Lines = []
    for name, rows in tables.items():
        lines += [[str(LABELS[name]), *head], *(_source_line(row) for row in rows), []]
    return lines[:-1]


def _source_line(row: Row) -> list[Any]:
    return [named(row.name), *(row.count(column) for column in sources.COLUMNS)]


def _responses(account: Account, form: FunnelForm) -> Tables:
    return {**turns.turns(account, form.cohort()), **scorecards.scorecards(account, form.cohort())}


REPORTS = {
    one.name: one
    for one in (
        Report(
            "drop-off",
            lazy("Drop-off"),
            lazy(
                "Applications that we rejected or that the candidate withdrew, by the stage that they left "
                "and by reason. Whoever was reinstated is not among them."
            ),
            lazy("Applied"),
            lambda account, form: drop_off.drop_off(account, form.cohort()),
            _drop_off,
            extras=("by",),
        ),
        Report(
            "time-in-stage",
            lazy("Time in stage"),
            lazy(
                "Days from entering a stage to leaving it, whatever the way. Stays that are not over count "
                "with the days they have lasted so far (Kaplan–Meier); time on hold counts too. Intervals "
                "of 95 % by Greenwood on the log-log scale."
            ),
            lazy("Entered the stage"),
            lambda account, form: stays.time_in_stage(account, form.cohort()),
            _time_in_stage,
        ),
        Report(
            "time-to-hire",
            lazy("Time to hire and to fill"),
            lazy(
                "Days from the chosen beginning to the chosen end, of those who have come to that end. Time "
                "to hire: applied to offer accepted. Time to fill: opening opened to offer accepted. Offers "
                "retracted later, hires taken back and who did not come are left out."
            ),
            lazy("Came to the end"),
            lambda account, form: hires.time_to_hire(account, form.cohort(), form.begins(), form.ends()),
            _time_to_hire,
            extras=("start", "end"),
        ),
        Report(
            "cost-per-hire",
            lazy("Cost per hire"),
            lazy(
                "Costs booked for these days, over those hired of who applied in them. With an opening only "
                "costs booked to that opening count. Intervals of 95 % by Wilson."
            ),
            lazy("Applied, or spent"),
            lambda account, form: cost_per_hire.cost_per_hire(account, form.cohort()),
            _cost_per_hire,
        ),
        Report(
            "sources",
            lazy("First and last touch"),
            lazy(
                "Who applied and who of them is hired, by what the link said that first made them know us, "
                "at an earlier application perhaps, and by what brought this application."
            ),
            lazy("Applied"),
            lambda account, form: sources.sources(account, form.cohort()),
            _sources,
        ),
        Report(
            "response-time",
            lazy("Response time"),
            lazy(
                "Days from when it is somebody’s turn to when they act; for a scorecard from the end of the "
                "interview. What still waits, and what the candidate ended, counts with the days it has "
                "waited (Kaplan–Meier). On hold it is nobody’s turn."
            ),
            lazy("Began to wait"),
            _responses,
            _response_time,
        ),
        Report(
            "rework",
            lazy("Rework"),
            lazy(
                "Applications that came to a stage more than once, and moves that sent somebody back, by "
                "the stage that they left. Undone moves never count."
            ),
            lazy("Entered the stage"),
            lambda account, form: stays.rework(account, form.cohort()),
            _rework,
        ),
        Report(
            "offers",
            lazy("Offer acceptance"),
            lazy(
                "Offers by how they were answered. Acceptance rate: accepted of accepted, declined and ran "
                "out; what we retracted and what is open is not in it. Intervals of 95 % by Wilson."
            ),
            lazy("Offer sent"),
            lambda account, form: hires.offers(account, form.cohort()),
            _offers,
        ),
    )
}

FUNNEL_SAYS = lazy(
    "Each application counts once per stage, by its last stay there; entered is the sum of what became of "
    "them. Undone moves never count. Stages of several pipeline versions are joined by their name in reports."
)


def definition(title: Any, says: Any, version: int, period: Any, form: AsOfForm, address: str) -> Lines:
    """What is printed under an exported report: what it says, its version, filters, and as of when. The
    address shows the same numbers again, on whatever day."""
    at = form.at() or clock.now()
    if form.by.data == HAPPENED:
        period = _("What happened")
    filters = [[label, value] for _name, label, value in form.said(period)]
    return [
        [],
        [_("Report"), str(title)],
        [_("Definition"), str(says)],
        [_("Version of the definition"), version],
        [_("Days are of"), str(period)],
        *filters,
        [_("As of"), at],
        [_("Address"), address],
    ]


def extras_said(report: Report, form: FunnelForm) -> Sequence[list[str]]:
    """Filters of this report alone, in words."""
    if "start" not in report.extras:
        return []
    return [
        [_("Counted from"), str(START_NAMES[form.begins()])],
        [_("Counted to"), str(END_NAMES[form.ends()])],
    ]
