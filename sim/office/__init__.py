"""What people take into their own programs: slides and a workbook, from the same numbers as files and report."""
