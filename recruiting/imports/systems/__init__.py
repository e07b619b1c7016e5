"""What other applicant tracking systems export, understood without hand work."""
