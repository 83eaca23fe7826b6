"""A worker that fires timers and does nothing else: messages wait in the outbox, so that firing alone is measured."""

from unittest.mock import patch

from app import create_app, jobs

if __name__ == "__main__":
    create_app()
    with patch.object(jobs, "TIMETABLE", (jobs.Duty(jobs.fire_due_timers, 1),)):
        jobs.run_until_stopped()
