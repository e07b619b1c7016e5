"""What the pages of recruiting read, one module per noun."""
