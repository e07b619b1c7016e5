"""What several pages of careers do alike: try a verb, commit it, and say what was done or why not."""

from training.views.attempt import done, sent

__all__ = ["done", "sent"]
