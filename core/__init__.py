"""Plumbing with no business nouns: database, clock, record, outgoing mail, files, languages."""
