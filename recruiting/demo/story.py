"""What happens to the candidates of the sample team, one event after the other."""

import heapq
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import count
from random import Random
from typing import Any

from core import clock
from core.db import db
from core.refusal import Refused
from people.models import Account
from recruiting import (
    candidates,
    check_decisions,
    closing,
    consents,
    hiring,
    interviewing,
    offers,
    pipeline,
    results,
    scoring,
)
from recruiting.demo import cast, checks, scores
from recruiting.models import Opening, Panelist, Visit
from recruiting.queries import checks as check_queries
from recruiting.queries import demo as queries
from recruiting.queries import offers as offer_queries
from recruiting.queries import standing
from recruiting.queries.facts import CHECK_PURPOSE
from recruiting.states import Education, StageKind

Event = Callable[[int], None]
CHANNELS = {"job site": 62, "referral": 16, "campus": 16, "headhunter": 4, "own site": 10}
WITHDRAWALS = (
    "withdrew for another job",
    "withdrew over pay",
    "withdrew over shifts",
    "withdrew over the wait",
)
COMMIT_EVERY = 40
WEEKEND = (5, 6)


class Story:
    """Events wait in a queue by their time; what would lie in the future never happens, and so leaves
    applications in every state."""

    def __init__(
        self,
        colleagues: dict[str, Account],
        openings: list[Opening],
        seed: int,
        end: datetime,
        serving: int = 0,
    ) -> None:
        """`serving`: so many have been on duty since before."""
        self.serving = serving
        self.who, self.openings = colleagues, openings
        self.random = Random(seed)
        self.end = end
        self._queue: list[tuple[datetime, int, Event, int]] = []
        self._order = count()
        self.channels = queries.channels()
        self.reasons = queries.reasons()
        self.recruiter, self.manager = colleagues["shen.yue"], colleagues["priya.raman"]

    def at(self, moment: datetime, event: Event, application_id: int = 0) -> None:
        """`event(application_id)` happens at `moment`, unless that is still to come."""
        if moment <= self.end:
            heapq.heappush(self._queue, (moment, next(self._order), event, application_id))

    def later(self, low: float, high: float) -> datetime:
        """Some moment about `low` to `high` days from now, on a working day between nine and six."""
        moment = clock.local(clock.now() + timedelta(days=self.random.uniform(low, high)))
        moment = moment.replace(hour=self.random.randint(9, 17), minute=self.random.randint(0, 59))
        while moment <= clock.now() or moment.weekday() in WEEKEND:
            moment += timedelta(days=1)
        return moment

    def tell(self) -> None:
        """Let everything happen, in order."""
        for told in count(1):
            if not self._queue:
                break
            moment, _order, event, application_id = heapq.heappop(self._queue)
            with clock.at(moment):
                self._happen(event, application_id)
            if told % COMMIT_EVERY == 0:
                db.session.commit()
                db.session.expunge_all()
                self._reload()
        db.session.commit()

    def _happen(self, event: Event, application_id: int) -> None:
        # Somebody withdrew or was rejected meanwhile, or the seats are gone: so it goes in life.
        with suppress(Refused), db.session.begin_nested():
            event(application_id)

    def _reload(self) -> None:
        self.who = {key: db.session.merge(one, load=False) for key, one in self.who.items()}
        self.recruiter, self.manager = self.who["shen.yue"], self.who["priya.raman"]
        self.openings = [queries.opening(one.id) for one in self.openings]

    def visit(self, application_id: int) -> Visit:
        return standing.latest_visit(application_id)

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    # --- what happens ---

    def somebody_applies(self, _nobody: int) -> None:
        opening = self.random.choices(self.openings, (55, 35, 10))[0]
        channel = self.channels[self.random.choices(list(CHANNELS), list(CHANNELS.values()))[0]]
        referrer = self.random.choice(("zhou.anran", "lou.meridian")) if channel.key == "referral" else None
        visit = candidates.add(
            self._background(),
            opening,
            channel=channel,
            referrer=self.who[referrer].person if referrer else None,
            actor=self.recruiter,
        )
        self.at(self.later(0.3, 4.5), self.screen, visit.application_id)

    def _background(self) -> candidates.Background:
        name, latin_name, language = cast.a_name(self.random)
        number = self.random.randrange(10**6)
        letters = (latin_name or name).lower().replace(" ", ".").replace("’", "")
        return candidates.Background(
            name=name,
            latin_name=latin_name,
            email=f"{letters}.{number}@example.org",
            language=language,
            lives_in=self.random.choice(cast.CITIES),
            education=self.random.choices(list(Education), (1, 6, 5, 1))[0],
            service_years=self.random.choice((0, 0, 1, 1, 2, 3, 5, 8)),
            languages="中文, English" if language == "zh_Hans" else "English",
            evening_shift=self.chance(0.8),
            words_a_minute=self.random.randint(35, 85),
        )

    def screen(self, application_id: int) -> None:
        visit = self.visit(application_id)
        if self.chance(0.6):
            self._advance(visit)
        elif self.chance(0.12):
            self._withdraw(visit)
        elif self.chance(0.06):
            pipeline.hold(visit, actor=self.recruiter, reason="Waits until the next cohort is planned.")
        else:
            self._reject(visit, self.random.choice(("shifts", "language", "education", "experience")))

    def _advance(self, visit: Visit) -> None:
        entered = pipeline.advance(visit, actor=self.recruiter)
        self._arrive(entered)

    def _arrive(self, visit: Visit) -> None:
        """What comes next in each kind of stage."""
        kind, application_id = visit.stage.kind, visit.application_id
        if kind is StageKind.TEST:
            self.at(self.later(0.5, 5), self.take_test, application_id)
        elif kind is StageKind.INTERVIEW:
            self.at(self.later(0.3, 3), self.arrange, application_id)
        elif kind is StageKind.SIMULATION:
            self.at(self.later(1, 5), self.simulate, application_id)
        elif kind is StageKind.CHECK:
            self.at(self.later(0.5, 3), self.consent, application_id)
        else:
            self.at(self.later(0.5, 2), self.offer, application_id)

    def _reject(self, visit: Visit, key: str) -> None:
        closing.reject(visit, self.reasons[key], actor=self.recruiter)

    def _withdraw(self, visit: Visit) -> None:
        keys = (
            "withdrew for another job",
            "withdrew over pay",
            "withdrew over shifts",
            "withdrew over the wait",
        )
        closing.withdraw(visit, self.reasons[self.random.choice(keys)], actor=self.recruiter)

    def take_test(self, application_id: int) -> None:
        visit = self.visit(application_id)
        if self.chance(0.1):
            self._withdraw(visit)
            return
        mark = Decimal(min(max(int(self.random.gauss(76, 11)), 20), 100))
        results.enter(visit, mark=mark, comment="", actor=self.recruiter)
        self.at(self.later(0.2, 2), self.decide, application_id)

    def decide(self, application_id: int) -> None:
        """After a result: on when it is passed; sometimes on all the same; otherwise out."""
        visit = self.visit(application_id)
        if pipeline.shortfall(visit) is None:
            self._advance(visit)
        elif self.chance(0.1):
            why = "Close to the mark, and two years of night shifts behind them."
            entered = pipeline.move(
                visit,
                pipeline.stages_of(visit)[visit.stage.position],
                actor=self.manager,
                reason=why,
                override=True,
            )
            self._arrive(entered)
        elif visit.verdict is not None:
            keys = {StageKind.TEST: "online test", StageKind.INTERVIEW: "interview"}
            self._reject(visit, keys.get(visit.stage.kind, "simulation"))

    def arrange(self, application_id: int) -> None:
        visit = self.visit(application_id)
        first = visit.stage.key == "first interview"
        keys = ("he.jingxing", "marta.lindqvist") if first else ("tomasz.bielak", "priya.raman")
        for key in keys if self.chance(0.55) else keys[:1]:
            interviewing.ask(visit, self.who[key], actor=self.recruiter)
        day = self.later(1, 4)
        starts_at = self.when_free(visit, day.replace(minute=self.random.choice((0, 30))))
        interviewing.plan(visit, starts_at, 30, "Video call, room 2", actor=self.recruiter)
        self.at(starts_at + timedelta(minutes=50), self.score, application_id)

    def when_free(self, visit: Visit, starts_at: datetime) -> datetime:
        """The first half hour from then on at which nobody is in another interview."""
        while not interviewing.is_free(visit, starts_at, 30):
            starts_at += timedelta(minutes=30)
        return starts_at

    def score(self, application_id: int) -> None:
        visit = self.visit(application_id)
        if self.chance(0.06):
            self._withdraw(visit)
            return
        good = self.random.gauss(3.9, 0.55)
        for panelist in queries.owing(visit.id):
            if self.chance(0.9):
                self._submit(panelist, good)
            else:
                self.at(self.later(1, 4), self.remember, application_id)
        self.at(self.later(0.2, 3), self.decide, application_id)

    def remember(self, application_id: int) -> None:
        """Somebody was reminded and scores at last."""
        visit = self.visit(application_id)
        for panelist in queries.owing(visit.id):
            self._submit(panelist, self.random.gauss(3.9, 0.55))
        self.at(self.later(0.2, 2), self.decide, application_id)

    def _submit(self, panelist: Panelist, good: float) -> None:
        criteria = panelist.visit.stage.rubric_version
        assert criteria is not None
        ratings = scores.ratings(self.random, [one.id for one in criteria.criteria], good)
        recommendation, comment = scores.verdict(self.random, ratings.values())
        scoring.submit(panelist, ratings, recommendation, comment, actor=panelist.account)

    def simulate(self, application_id: int) -> None:
        visit = self.visit(application_id)
        mark = Decimal(min(max(int(self.random.gauss(82, 8)), 30), 100))
        results.enter(visit, mark=mark, comment="Three chats at once.", actor=self.recruiter)
        self.at(self.later(0.2, 2), self.decide, application_id)

    def consent(self, application_id: int) -> None:
        visit = self.visit(application_id)
        words = "I agree that my education, work history and references are checked for this application."
        consents.give_consent(visit.application.person, CHECK_PURPOSE, words, actor=self.recruiter)
        checks.order(visit, self.recruiter)
        self.at(self.later(2, 6), self.check, application_id)

    def check(self, application_id: int) -> None:
        check = check_queries.latest(application_id)
        if check is None:
            return
        good = self.chance(0.96)
        checks.work_off(check, good=good, actor=self.recruiter)
        decide = self.decide_after_check if good else self.refuse_after_check
        self.at(self.later(0.2, 1.5) if good else self.later(7, 9), decide, application_id)

    def refuse_after_check(self, application_id: int) -> None:
        check = check_queries.latest(application_id)
        if check is not None:
            why = "Nobody answered the notice, and the school was asked twice."
            check_decisions.refuse(check, why, actor=self.recruiter)
            self.decide_after_check(application_id)

    def decide_after_check(self, application_id: int) -> None:
        visit = self.visit(application_id)
        if pipeline.shortfall(visit) is None:
            self._advance(visit)
        else:
            self._reject(visit, "background check")

    def offer(self, application_id: int) -> None:
        visit = self.visit(application_id)
        if offer_queries.seats_left(visit.opening_id) <= 0:  # somebody may decline, or not come
            self.at(self.later(2, 4), self.offer, application_id)
            return
        offer = offers.draft(
            visit,
            terms="Level 3, evening allowance, six months of probation.",
            starts_on=clock.today() + timedelta(days=self.random.randint(10, 25)),
            expires_at=clock.day_end(clock.today() + timedelta(days=7)),
            actor=self.recruiter,
        )
        offers.approve(visit, offer, actor=self.manager)
        offers.send(visit, offer, actor=self.recruiter)
        self.at(self.later(1, 5), self.answer, application_id)

    def answer(self, application_id: int) -> None:
        visit = self.visit(application_id)
        offer = offer_queries.live_offer(application_id)
        if offer is None:
            return
        if self.chance(0.82):
            offers.accept(visit, offer, actor=self.recruiter)
            self.at(self.later(0.2, 2), self.hire, application_id)
        else:
            why: Any = self.reasons[self.random.choice(("declined over pay", "declined over shifts"))]
            offers.decline(visit, offer, why, actor=self.recruiter, ends=True)

    def hire(self, application_id: int) -> None:
        hiring.hire(self.visit(application_id), actor=self.recruiter)
