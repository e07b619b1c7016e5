"""What `make` calls. install.py alone runs before anything is installed, so it imports nothing of ours."""
