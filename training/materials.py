"""What is read for a module: published version by version, and who says that they have read which."""

from core import clock
from core.db import Words, db
from core.record import record
from people.models import Account
from training.models import Material, MaterialVersion, Programme


def add(
    programme: Programme, module_key: str, key: str, title: Words, body: Words, *, actor: Account | None
) -> MaterialVersion:
    """A new material of a module, in its first version."""
    material = Material(programme_id=programme.id, module_key=module_key, key=key)
    db.session.add(material)
    db.session.flush()
    return _publish(material, 1, title, body, None, actor)


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
