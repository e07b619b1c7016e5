"""What can be wrong with a row, as sentences for whoever mends the file."""

from typing import Any

from core.i18n import _, lazy
from recruiting import placing

MISSING, TOO_LONG, UNKNOWN, SHIFTED, CONTROL = "missing", "too long", "unknown", "shifted", "control"
NO_NAME, NO_EMAIL, NO_PHONE, NO_CONTACT = "no name", "no e-mail", "no phone", "no contact"
NO_YEARS, NO_SPEED, NO_YES, NO_OPENING, NO_CHANNEL = (
    "no years",
    "no speed",
    "no yes",
    "no opening",
    "no channel",
)
NO_PERSON, NO_APPLICATION, NO_DAY, ANONYMOUS, HIRED, HIRED_OVER = (
    "no person", "no application", "no day", "anonymous", "hired", "hired and over",
)  # fmt: skip
MAY_LACK_ZERO, LEFT_OUT, MOVED_ON = "may lack zero", "left out", "moved on"
UNNAMED = "unnamed"
WRITTEN_TO = "written to"
UNKNOWN_STAGE, NO_MOMENT, FURTHER = "unknown stage", "no moment", "further"

SENTENCES: dict[str, Any] = {
    MISSING: lazy("This is needed, and the cell is empty."),
    TOO_LONG: lazy("This is too long."),
    UNKNOWN: lazy("This is none of the values that are known here."),
    SHIFTED: lazy(
        "The row has more cells than the header: a separator within a text has no quotation marks."
    ),
    CONTROL: lazy("There is a character in it that is no text."),
    NO_NAME: lazy("This is not a name: it has no letters."),
    NO_EMAIL: lazy("This is not an e-mail address."),
    NO_PHONE: lazy("This is not a telephone number."),
    NO_CONTACT: lazy("There is neither an e-mail address nor a telephone number."),
    NO_YEARS: lazy("This is not a number of whole years between 0 and 60."),
    NO_SPEED: lazy("This is not a whole number between 1 and 250."),
    NO_YES: lazy("This is neither yes nor no."),
    NO_OPENING: lazy("You have no opening with this number or title."),
    NO_CHANNEL: lazy("There is no channel of this name."),
    MAY_LACK_ZERO: lazy(
        "The spreadsheet keeps this as a number: a 0 or + at its beginning would be gone. "
        "Make the cell a text and type the number again."
    ),
    "shortened": lazy(
        "The spreadsheet has shortened this number and lost its last digits. "
        "Make the cell a text and type the number again."
    ),
    "day": lazy("The spreadsheet has turned this into a day. Make the cell a text and type it again."),
    "fault": lazy("This is the error of a formula."),
    NO_PERSON: lazy("The candidate of this application is not in the files."),
    NO_APPLICATION: lazy("This candidate has no application in the files."),
    NO_DAY: lazy("This is not a day or a time."),
    ANONYMOUS: lazy("This candidate was made anonymous there."),
    LEFT_OUT: lazy("You chose to leave this out."),
    UNNAMED: lazy("The files name no opening for it, and none is chosen for such people."),
    HIRED: lazy(
        "Hired there. Stands in the last stage here: make the offer and hire, if they start with you."
    ),
    HIRED_OVER: lazy("Hired there. Ended here with a reason of its own: reopen it, if they start with you."),
    UNKNOWN_STAGE: lazy(
        "Was in a stage that this file does not list. It is under what their words are here: leave it out or "
        "say what it is."
    ),
    NO_MOMENT: lazy("Was in a stage on a day that cannot be read. This step is left out."),
    FURTHER: lazy(
        "Has further addresses or numbers, in these lines of that file. One of each is kept here, the first: "
        "enter the others by hand where they are needed."
    ),
    MOVED_ON: lazy("Stays: somebody has worked on this application since."),
    WRITTEN_TO: lazy("Stays: a rule has moved this application since, and the letter about it has left."),
    placing.APPLIED_BEFORE: lazy("Has applied for this opening before."),
    placing.SAME_AS_LINE: lazy("The same person and opening as in line %(line)s."),
    placing.OTHER_NAME: lazy("The e-mail address of line %(line)s, where the name is another."),
    placing.KNOWN_OTHERWISE: lazy("Somebody is here with this e-mail address, under another name."),
    placing.NOT_OPEN: lazy("This opening takes no applications now."),
    placing.TOO_SOON: lazy(
        "Has to wait still after an earlier application. Add them by hand with a reason, if they need not."
    ),
}


def sentence(problem: str, value: str | None) -> str:
    """The sentence of a problem, for the reader. `value`: the line that is meant, where one is."""
    if problem == placing.SAME_AS_LINE:
        return _("The same person and opening as in line %(line)s.", line=value)
    if problem == placing.OTHER_NAME:
        return _("The e-mail address of line %(line)s, where the name is another.", line=value)
    return str(SENTENCES[problem])
