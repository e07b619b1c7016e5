"""The sample team: made by the verbs themselves over simulated months, the same each time."""
