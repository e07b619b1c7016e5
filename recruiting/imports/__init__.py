"""What comes in to recruiting from files of other systems."""
