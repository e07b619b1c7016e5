"""Who somebody is, what they may do, and where they work."""
