"""Role profiles: what is said of a position, kept to be used again by the next opening."""

from dataclasses import asdict, dataclass

from core.db import Words, db
from core.i18n import LANGUAGES, _
from core.record import record
from core.refusal import Refused
from people.models import Account
from people.permissions import Permission
from recruiting.models import RoleProfile


class ProfileRefused(Refused):
    """The profile stays as it is."""


@dataclass(frozen=True)
class Description:
    """What a profile says, in both languages."""

    name: Words
    summary: Words
    duties: list[Words]
    requirements: list[Words]


def described(profile: RoleProfile) -> Description:
    """What the profile says now."""
    return Description(profile.name, profile.summary, profile.duties, profile.requirements)


def change(profile: RoleProfile, wanted: Description, *, actor: Account, seen: str | None = None) -> bool:
    """Describe the position otherwise; False where all is as it was. Openings keep their own titles.
    `seen`: `RoleProfile.seen` of the page that asked."""
    if None not in actor.teams_for(Permission.EDIT_OPENINGS):
        raise ProfileRefused(_("Not done. Your role does not allow it."))
    if seen is not None and seen != profile.seen:
        raise ProfileRefused(
            _(
                "Not saved. Somebody else changed this profile while you were writing. "
                "Open the page again to see how it is now."
            )
        )
    _check(wanted)
    old, new = asdict(described(profile)), asdict(wanted)
    changed = [part for part in new if new[part] != old[part]]
    for part in changed:
        setattr(profile, part, new[part])
    if changed:
        record(
            "changed",
            profile,
            actor_id=actor.id,
            before={part: old[part] for part in changed},
            after={part: new[part] for part in changed},
        )
        db.session.flush()
    return bool(changed)


def _check(wanted: Description) -> None:
    for part in ("name", "summary"):
        for language in LANGUAGES:
            if not getattr(wanted, part).get(language, "").strip():
                raise ProfileRefused(_("This is needed in both languages."), f"{part}_{language}")
    for part in ("duties", "requirements"):
        lines = getattr(wanted, part)
        if not lines:
            raise ProfileRefused(_("Write at least one line."), f"{part}_en")
        if any(not line.get(language) for line in lines for language in LANGUAGES):
            raise ProfileRefused(
                _("Both languages need the same number of lines, each line saying the same."),
                f"{part}_zh_Hans",
            )
