"""an opening says what the job pays and by what customers are served; an offer, what it pays

Revision ID: 0052
Revises: 0051
"""

from alembic import op

revision = '0052'
down_revision = '0051'
branch_labels = None
depends_on = None

RANGE = (
    '(salary_from IS NULL) = (salary_to IS NULL)'
    ' AND (salary_from IS NULL) = (salary_currency IS NULL)'
    ' AND (salary_from IS NULL) = (salary_period IS NULL)'
)
SALARY = '(salary IS NULL) = (salary_currency IS NULL) AND (salary IS NULL) = (salary_period IS NULL)'


def period(table: str, whole: str) -> str:
    """The last column of a salary, which also says that there is all of it or nothing."""
    return (
        f'salary_period VARCHAR(32)'
        f" CONSTRAINT ck_{table}_salaryperiod CHECK (salary_period IN ('hour', 'month', 'year'))"
        f' CONSTRAINT ck_{table}_salary_is_whole CHECK ({whole})'
    )


def columns() -> dict[str, list[str]]:
    json = 'JSON' if op.get_bind().dialect.name == 'sqlite' else 'JSONB'
    return {
        'opening': [
            'salary_from INTEGER',
            'salary_to INTEGER'
            ' CONSTRAINT ck_opening_salary_from_the_lower CHECK (salary_from BETWEEN 1 AND salary_to)',
            'salary_currency VARCHAR',
            period('opening', RANGE),
            f"contact_channels {json} DEFAULT '[]' NOT NULL",
        ],
        'offer': [
            'salary INTEGER CONSTRAINT ck_offer_salary_counts CHECK (salary > 0)',
            'salary_currency VARCHAR',
            period('offer', SALARY),
        ],
    }


def upgrade() -> None:
    """On SQLite without making the tables anew, which would take long and lose what hangs on them."""
    for table, added in columns().items():
        for column in added:
            op.execute(f'ALTER TABLE {table} ADD COLUMN {column}')


def downgrade() -> None:
    for table, added in columns().items():
        for column in reversed(added):
            op.drop_column(table, column.split()[0])
