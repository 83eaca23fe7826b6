"""The timetable: the only file that knows APScheduler."""
