"""How far somebody is with an exam or a course, in words: code of what was found → what is said."""

from typing import Any

from core.i18n import _, day, lazy

PLAIN: dict[str, Any] = {
    "no such exam": lazy("No such exam is set up yet. Whoever trains sets it up."),
    "exam not planned": lazy(
        "Not taken yet, and no class that leads to it is planned with a free seat. Whoever trains plans one; "
        "ask your trainer."
    ),
    "course not planned": lazy(
        "Not attended yet, and no class is planned with a free seat. Whoever trains plans one; ask your "
        "trainer."
    ),
    "not taken": lazy("Not taken yet. Ask your trainer for a sitting."),
    "no such course": lazy("No such course is taught yet. Whoever trains sets it up."),
    "not attended": lazy("Not attended yet. Ask your trainer for a place."),
}

WITH_NUMBERS: dict[str, Any] = {
    "passed": lambda found, have, _n: _("%(mark)s, on %(day)s", mark=have, day=day(found.on)),
    "not passed": lambda _f, have, _n: _(
        "%(mark)s so far. Ask your trainer for the next sitting.", mark=have
    ),
    "exam planned": lambda found, _h, _n: _(
        "Not taken yet. The next class with a free seat that leads to it ends on %(day)s; ask your trainer "
        "for a place.",
        day=day(found.by),
    ),
    "exam enrolled": lambda found, _h, _n: _(
        "Not taken yet. Enrolled in a class that leads to it and ends on %(day)s.", day=day(found.by)
    ),
    "exam again planned": lambda found, have, _n: _(
        "%(mark)s so far. The next class with a free seat that leads to it ends on %(day)s; "
        "ask your trainer for the next sitting.",
        mark=have,
        day=day(found.by),
    ),
    "exam again enrolled": lambda found, have, _n: _(
        "%(mark)s so far. Enrolled in a class that leads to it and ends on %(day)s.",
        mark=have,
        day=day(found.by),
    ),
    "exam again not planned": lambda _f, have, _n: _(
        "%(mark)s so far, and no class that leads to it is planned with a free seat. Whoever trains plans "
        "the next sitting; ask your trainer.",
        mark=have,
    ),
    "course planned": lambda found, _h, _n: _(
        "Not attended yet. The next class with a free seat ends on %(day)s; ask your trainer for a place.",
        day=day(found.by),
    ),
    "course enrolled": lambda found, _h, _n: _(
        "Not finished yet. Enrolled in a class that ends on %(day)s.", day=day(found.by)
    ),
    "attended": lambda found, _h, _n: _("Finished on %(day)s", day=day(found.on)),
}
