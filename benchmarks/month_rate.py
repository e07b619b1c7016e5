"""How many lines a second a month's file of figures is read, checked and entered with.

    python -m benchmarks.month_rate [EMPLOYEES]        10,000 by default; an SQLite file of its own

Printed, never asserted: it depends on the machine. Each line becomes an entry of the record and eight
figures, all of them in one transaction, by the verb that the page calls.
"""

import io
import sys
import tempfile
from datetime import date, timedelta

from app import create_app
from benchmarks.import_rate import measured
from careers import importing, imports
from careers.queries import formulas, reviews
from core import clock
from core.bulk_rows import add_rows, next_ids
from core.db import db
from people.models import Account, Employment, Grant, Person, Post, Site, Team
from people.permissions import Role
from recruiting import founding

HEADER = "name,month,satisfaction,first response,resolution,complaints,enquiries,on time,teamwork,attendance"


def a_file(employees: int, month: date) -> bytes:
    text = io.StringIO()
    text.write(HEADER + "\n")
    for number in range(employees):
        text.write(
            f"person-{number}@example.org,{month:%Y-%m},4.{number % 10},{30 + number % 40},9{number % 10}.5,"
            f"0.{number % 9},{60 + number % 30},95.{number % 10},4.{number % 7},{90 + number % 11}\n"
        )
    return text.getvalue().encode()


def a_manager(employees: int) -> Account:
    """Somebody who reviews `employees` people, written in bulk."""
    founding.found(clock.now())
    site = Site(name={"en": "Here", "zh_Hans": "这里"})
    team = Team(name={"en": "Team", "zh_Hans": "团队"}, site=site)
    boss = Person(name="Manager", email="manager@example.org", created_at=clock.now())
    account = Account(
        person=boss, email="manager@example.org", created_at=clock.now(), grants=[Grant(role=Role.MANAGER)]
    )
    db.session.add_all([team, account])
    db.session.flush()
    since = clock.today() - timedelta(days=400)
    people, works = next_ids(Person, employees), range(1, employees + 1)
    add_rows(
        Person,
        [
            {"id": one, "name": f"Person {place}", "email": f"person-{place}@example.org"}
            for place, one in enumerate(people)
        ],
        {"language": "en", "created_at": clock.now()},
    )
    add_rows(
        Employment,
        [{"id": work, "person_id": one} for work, one in zip(works, people, strict=True)],
        {"started_on": since},
    )
    held = {"since": since, "team_id": team.id, "site_id": site.id, "level": "specialist"}
    add_rows(Post, [{"employment_id": work} for work in works], held)
    db.session.commit()
    return account


def main(employees: int) -> None:
    with tempfile.TemporaryDirectory() as directory:
        app = create_app(SQLALCHEMY_DATABASE_URI=f"sqlite:///{directory}/rate.sqlite", INSTANCE_DIR=directory)
        with app.app_context():
            db.create_all()
            manager = a_manager(employees)
            file = a_file(employees, reviews.last_over(clock.today()))
            print(f"{employees:,} lines, {len(file) / 1e6:.1f} MB")
            found: list[imports.Read] = []
            dry = measured("dry run", employees, lambda: found.append(_read(file, manager)))
            run = measured("enter", employees, lambda: _enter(found[0], manager))
            print(f"{'both together':28} {dry + run:7.2f} s   {employees / (dry + run):10,.0f} lines/s")
            db.engine.dispose()


def _read(file: bytes, manager: Account) -> imports.Read:
    return imports.read(file, reviews.names_in_reach(manager), formulas.formulas(), None)


def _enter(read: imports.Read, manager: Account) -> None:
    entered, _corrected = importing.take_in(read.lines, "month.csv", actor=manager)
    db.session.commit()
    assert entered == len(read.lines)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
