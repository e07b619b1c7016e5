"""What a new installation teaches from its first day."""
