"""What is read for a module: published version by version, and who says that they have read which."""

from core import clock
from core.db import Words, db
from core.i18n import language
from core.locks import alone
from core.record import record
from people.models import Account
from training.models import Material, MaterialReceipt, MaterialVersion, Programme
from training.queries import programmes as queries


def add(
    programme: Programme, module_key: str, key: str, title: Words, body: Words, *, actor: Account | None
) -> MaterialVersion:
    """A new material of a module, in its first version."""
    material = Material(programme_id=programme.id, module_key=module_key, key=key)
    db.session.add(material)
    db.session.flush()
    return _publish(material, 1, title, body, None, actor)


def revise(
    material: Material, title: Words, body: Words, url: str | None, *, actor: Account
) -> MaterialVersion:
    """A new version: who read an earlier one has this one to read."""
    alone(f"versions of material {material.id}")
    db.session.refresh(material)
    return _publish(material, len(material.versions) + 1, title, body, url, actor)


def confirm_read(version: MaterialVersion, *, actor: Account) -> MaterialReceipt:
    """Say that one has read this version; saying it twice changes nothing."""
    alone(f"receipts of {actor.person_id}")
    there = queries.receipt(version.id, actor.person_id)
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
        material_id=material.id, number=number, title=title, body=body, url=url, published_at=clock.now()
    )
    db.session.add(version)
    db.session.flush()
    record("published", version, actor_id=actor.id if actor else None, material=material.id, number=number)
    return version
