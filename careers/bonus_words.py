"""What a bonus is and why, in words."""

from decimal import Decimal

from careers.queries.bonuses import Due
from careers.rules.bonus import Terms
from careers.states import BonusGround, BonusKind
from careers.words import plain, word
from core import money
from core.i18n import _


def worth_said(worth: int, kind: BonusKind, currency: str | None) -> str:
    """CNY 800; 12.5 % of pay. Less than nothing with its sign."""
    sign = "−" if worth < 0 else ""
    if kind is BonusKind.SHARE:
        return sign + _("%(share)s %% of pay", share=plain(Decimal(abs(worth)) / 100))
    return sign + money.written(abs(worth), str(currency))


def number_of(worth: int, terms: Terms) -> Decimal:
    """In the unit that people speak of, for a file."""
    decimals = 2 if terms.kind is BonusKind.SHARE else money.CURRENCIES[str(terms.currency)]
    return Decimal(worth).scaleb(-decimals)


def said(worth: int, due: Due) -> str:
    return worth_said(worth, due.table.kind, due.table.currency)


def explained(due: Due) -> str:
    """How the bonus comes about, in one line."""
    found, closed, number = due.found, due.closed, due.table.number
    score, step = plain(closed.score), found.step
    days = {"worked": closed.days_worked, "days": closed.days}
    if found.ground is BonusGround.KIND:
        return _(
            "Kind of employment: %(kind)s, which the table leaves out: no bonus (table %(number)s).",
            kind=word(due.kind),
            number=number,
        )
    if found.ground is BonusGround.TOO_SHORT:
        share = plain(due.table.least_share)
        return _(
            "On duty %(worked)s of %(days)s days, less than %(share)s %%: no bonus (table %(number)s).",
            share=share, number=number, **days,
        )  # fmt: skip
    if step is None:
        least = plain(min(one.score_from for one in due.table.terms.steps))
        return _(
            "%(score)s points; a bonus begins at %(least)s (table %(number)s).",
            score=score,
            least=least,
            number=number,
        )
    whole = _(
        "%(score)s points; from %(least)s on it is %(worth)s (table %(number)s)",
        score=score, least=plain(step.score_from), worth=said(step.worth, due), number=number,
    )  # fmt: skip
    if found.ground is BonusGround.FULL:
        return _("%(whole)s.", whole=whole)
    return _(
        "%(whole)s; on duty %(worked)s of %(days)s days: %(part)s.",
        whole=whole,
        part=said(found.worth, due),
        **days,
    )


def terms_said(terms: Terms) -> list[str]:
    """What counts besides the score, as sentences."""
    part = (
        _("Part of a month brings its part, by the days on duty.")
        if terms.is_pro_rata
        else _("Part of a month brings the whole.")
    )
    share = plain(terms.least_share)
    least = _("Who was on duty for less than %(share)s %% of the month has none.", share=share)
    kinds = _(", ").join(word(one) for one in sorted(terms.leaves_out))
    left_out = _("Kinds of employment that are left out: %(kinds)s.", kinds=kinds)
    return [part, *[least] * bool(terms.least_share), *[left_out] * bool(terms.leaves_out)]
