"""What is asked about careers, by noun."""
