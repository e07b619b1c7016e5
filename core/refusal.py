"""Saying no: one sentence for the person, nothing changed."""


class Refused(Exception):
    """A rule forbids what was asked. The text is a sentence in the reader's language that says what
    did not happen, what is missing and who or what can mend it.

    `field` names the form field that the sentence belongs under, where there is one.
    """

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field
