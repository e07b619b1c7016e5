"""How many rows a second an import checks and enters, and by how much memory grows meanwhile.

    python -m benchmarks.import_rate [ROWS]        50,000 by default; an SQLite file of its own

Printed, never asserted: it depends on the machine. Each row becomes a person, a background, an application,
a visit and an entry of the record, in transactions of 2,000 rows, as the worker does it. Entering them into
the search is the worker's next work; until then they are found as newcomers.
"""

import io
import resource
import sys
import tempfile
import time
from datetime import timedelta

from app import create_app
from core import clock
from core.bulk_rows import many_objects
from core.db import db
from people.models import Account, Grant, Person, Site, Team
from people.permissions import Role
from recruiting import founding, jobs, newcomers, openings
from recruiting.imports import checking, columns, running, sources, uploading
from recruiting.models import CandidateImport, Channel, Opening, RoleProfile
from recruiting.states import Shift

HEADER = "name,latin name,email,phone,city,education,years of experience,languages,evening shift,wpm"


def a_name(number: int) -> str:
    """A name of three characters, another one for each number up to a million."""
    return "".join(chr(0x4E00 + number // 100**place % 100) for place in range(3))


def a_file(rows: int) -> bytes:
    text = io.StringIO()
    text.write(HEADER + "\n")
    for number in range(rows):
        text.write(
            f"候选人{number},Candidate {number},candidate-{number}@example.org,1380{number:07d},"
            f'杭州,本科,{number % 20},"中文, English",是,{40 + number % 60}\n'
        )
    return text.getvalue().encode()


def an_opening() -> tuple[Opening, Account]:
    founding.found(clock.now())
    site = Site(name={"en": "Here", "zh_Hans": "这里"})
    team = Team(name={"en": "Team", "zh_Hans": "团队"}, site=site)
    person = Person(name="Recruiter", email="recruiter@example.org", created_at=clock.now())
    account = Account(
        person=person,
        email="recruiter@example.org",
        created_at=clock.now(),
        grants=[Grant(role=Role.RECRUITER)],
    )
    db.session.add_all([team, account])
    db.session.flush()
    facts = openings.Facts(
        {"en": "Specialist", "zh_Hans": "专员"},
        team.id,
        site.id,
        Shift.DAY,
        "en",
        clock.today() + timedelta(90),
    )
    profile = db.session.get_one(RoleProfile, 1)
    return openings.open_opening(profile, facts, seats=5, actor=None), account


def memory() -> float:
    """The most that was ever used, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024 * 1024 if sys.platform == "darwin" else 1024)


def measured(what: str, rows: int, act: object) -> float:
    begun, worked = time.perf_counter(), time.process_time()
    act()  # type: ignore[operator]
    took, worked = time.perf_counter() - begun, time.process_time() - worked
    alone = f"{worked:.2f} s of a processor, alone on it {rows / worked:,.0f} rows/s"
    print(f"{what:28} {took:7.2f} s   {rows / took:10,.0f} rows/s   ({alone})")
    return took


def carry_out(import_id: int) -> None:
    run = running.Run()
    while run.part():
        db.session.commit()
        db.session.expunge_all()
    db.session.commit()


def enter() -> None:
    """As the worker does it, without its pauses."""
    entered = jobs.ENTERED_AT_ONCE
    while entered == jobs.ENTERED_AT_ONCE:
        with many_objects():
            entered = newcomers.enter(jobs.ENTERED_AT_ONCE)
            db.session.commit()


def main(rows: int) -> None:
    with tempfile.TemporaryDirectory() as directory:
        app = create_app(SQLALCHEMY_DATABASE_URI=f"sqlite:///{directory}/rate.sqlite", INSTANCE_DIR=directory)
        with app.app_context():
            db.create_all()
            opening, account = an_opening()
            file = a_file(rows)
            db.session.commit()
            import_id = begin(file, opening, account)
            small = begin(a_file(200).replace(b"@example.org", b"@example.net"), opening, account)
            measure(small, 200, account, quiet=True)  # what is made once only
            print(f"{rows:,} rows, {len(file) / 1e6:.1f} MB")
            before = memory()
            measure(import_id, rows, account)
            print(f"memory grew by {memory() - before:.0f} MB")
            assert db.session.get_one(CandidateImport, import_id).added == rows
            db.engine.dispose()


def begin(file: bytes, opening: Opening, account: Account) -> int:
    channel = db.session.get_one(Channel, 1)
    begun = uploading.upload([("candidates.csv", file)], opening=opening, channel=channel, actor=account)
    db.session.commit()
    return begun.id


def measure(import_id: int, rows: int, account: Account, *, quiet: bool = False) -> None:
    def check() -> None:
        one = db.session.get_one(CandidateImport, import_id)
        header = sources.table_of(one).header
        checking.choose_columns(one, columns.guessed(header), actor=account)
        running.start(one, actor=account)
        db.session.commit()
        db.session.expunge_all()

    if quiet:
        check()
        carry_out(import_id)
        enter()
        return
    dry = measured("dry run", rows, check)
    run = measured("read, validate and write", rows, lambda: carry_out(import_id))
    measured("entered into the search", rows, enter)
    print(f"{'dry run and writing':28} {dry + run:7.2f} s   {rows / (dry + run):10,.0f} rows/s")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50_000)
