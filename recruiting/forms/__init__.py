"""What comes in to recruiting, one module per page."""
