"""Finds days in a line: dates, weekdays, weekends, "in three days"."""



