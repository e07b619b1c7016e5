"""What happens between being hired and being on duty."""
