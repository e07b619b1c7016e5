"""What is read for a module: published version by version, and who says that they have read which."""

from core import clock
from core.db import Words, db
from core.drafts import key_for
from core.i18n import LANGUAGES, _, language
from core.locks import alone
from core.record import record
from core.refusal import Refused
from people.models import Account
from training.models import Material, MaterialReceipt, MaterialVersion, Programme
from training.plans import check_may_edit
from training.queries import programmes as published

LONGEST_ADDRESS = 500
WEB = ("https://", "http://")


class MaterialRefused(Refused):
    """No material was added, and none changed."""


def add(
    programme: Programme,
    module_key: str,
    key: str | None,
    title: Words,
    body: Words,
    url: str | None = None,
    *,
    actor: Account | None,
) -> MaterialVersion:
    """A new material of a module, in its first version. `key`: None for one made of its English title.

    Raises MaterialRefused, at the field, for a module that the newest version has not, a title that is
    missing in a language, text in one language only, and where there is neither text nor an address."""
    check_may_edit(actor)
    alone(f"materials of programme {programme.id}")
    newest = published.newest(programme.id)
    if newest is None or module_key not in {one.key for one in newest.modules}:
        raise MaterialRefused(_("Choose one of the modules."), "module")
    _check(title, body, url)
    made = key or key_for(title["en"], published.material_keys(programme.id), "material")
    material = Material(programme_id=programme.id, module_key=module_key, key=made)
    db.session.add(material)
    db.session.flush()
    return _publish(material, 1, title, body, url, actor)


def revise(
    material: Material,
    title: Words,
    body: Words,
    url: str | None,
    *,
    actor: Account,
    seen: int | None = None,
) -> MaterialVersion:
    """A new version: who read an earlier one has this one to read. `seen`: the number of the newest version
    that its author has read.

    Raises MaterialRefused as `add` does, for a material that is withdrawn, for one of which there is a newer
    version than the one seen, and for what differs in nothing."""
    check_may_edit(actor)
    _still(material)
    _check_not_withdrawn(material)
    newest = material.versions[-1]
    if seen is not None and seen != newest.number:
        raise MaterialRefused(
            _(
                "Not published. Version %(number)s came out meanwhile; read it, then change it.",
                number=newest.number,
            )
        )
    _check(title, body, url)
    if (title, body, url or None) == (newest.title, newest.body, newest.url):
        raise MaterialRefused(
            _("Not published. Nothing differs from version %(number)s.", number=newest.number)
        )
    return _publish(material, newest.number + 1, title, body, url, actor)


def _still(material: Material) -> None:
    alone(f"versions of material {material.id}")
    db.session.refresh(material)


def _check(title: Words, body: Words, url: str | None) -> None:
    for code in LANGUAGES:
        if not title.get(code, "").strip():
            raise MaterialRefused(_("A title is needed in both languages."), f"title_{code}")
    if url and (not url.lower().startswith(WEB) or " " in url or len(url) > LONGEST_ADDRESS):
        raise MaterialRefused(_("This is no address of a page: https://…"), "url")
    missing = [code for code in LANGUAGES if not body.get(code, "").strip()]
    if len(missing) == 1:
        raise MaterialRefused(_("The text is needed in both languages, or in none."), f"body_{missing[0]}")
    if missing and not url:
        raise MaterialRefused(_("There has to be something to read: a text, or an address."), "body_en")


def withdraw(material: Material, *, actor: Account) -> None:
    """Nobody needs to read it any more; who has read it still has. Raises MaterialRefused the second time."""
    check_may_edit(actor)
    _still(material)
    _check_not_withdrawn(material)
    material.retired_at = clock.now()
    record("material withdrawn", material, actor_id=actor.id)
    db.session.flush()


def _check_not_withdrawn(material: Material) -> None:
    if material.retired_at is not None:
        raise MaterialRefused(_("Not done. This material is withdrawn."))


def put_back(material: Material, *, actor: Account) -> None:
    """Have a material read again that was withdrawn; what was read of it still counts."""
    check_may_edit(actor)
    _still(material)
    if material.retired_at is None:
        raise MaterialRefused(_("Not done. This material is not withdrawn."))
    material.retired_at = None
    record("material put back", material, actor_id=actor.id)
    db.session.flush()


def confirm_read(version: MaterialVersion, *, actor: Account) -> MaterialReceipt:
    """Say that one has read this version; saying it twice changes nothing."""
    alone(f"receipts of {actor.person_id}")
    there = published.receipt(version.id, actor.person_id)
    if there is not None:
        return there
    made = MaterialReceipt(
        material_version_id=version.id,
        person_id=actor.person_id,
        language=language(),
        read_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    record("read", version, actor_id=actor.id, person=actor.person_id)
    return made


def _publish(
    material: Material, number: int, title: Words, body: Words, url: str | None, actor: Account | None
) -> MaterialVersion:
    version = MaterialVersion(
        material_id=material.id,
        number=number,
        title=title,
        body=body,
        url=url or None,
        published_at=clock.now(),
    )
    db.session.add(version)
    db.session.flush()
    record("published", version, actor_id=actor.id if actor else None, material=material.id, number=number)
    return version
