"""Reports, one module each. A report is rows of cells; a cell holds what it counts, so that a number and
the list behind it cannot differ. Each is read in a few statements, however much there is."""
