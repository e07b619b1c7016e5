"""What is offered in a new installation: the modules of the onboarding programme, by what they teach."""

FITS = (
    ("satisfaction", "communication"),
    ("first response", "workflow"),
    ("resolution", "problems"),
    ("complaints", "communication"),
    ("on time", "workflow"),
    ("exam marks", "product"),
)
"""(indicator, module)"""
BELOW = 60
