"""Putting a PostgreSQL database back to what it was: some milliseconds, where a new copy takes a third of a second.

`remember` keeps every row in a schema beside the tables; `restore` puts back the tables that were changed since. A row
written later has a higher transaction number than the mark left by the last restore; one deleted lowers the count.
"""

import psycopg

REMEMBER = """
CREATE SCHEMA pristine;
CREATE TABLE pristine.mark (xid bigint);
CREATE TABLE pristine.numbers (name text, last bigint, called boolean);
DO $$
DECLARE t text;
BEGIN
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('CREATE TABLE pristine.%I AS TABLE public.%I', 'of_' || t, t);
  END LOOP;
  FOR t IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
    EXECUTE format('INSERT INTO pristine.numbers SELECT %L, last_value, is_called FROM public.%I', t, t);
  END LOOP;
  INSERT INTO pristine.mark VALUES (pg_current_xact_id()::text::bigint);
END $$;
"""
RESTORE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend';
SET session_replication_role = replica;
DO $$
DECLARE t text; changed boolean;
BEGIN
  FOR t IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format(
      'SELECT EXISTS (SELECT FROM public.%1$I WHERE xmin::text::bigint > (SELECT xid FROM pristine.mark))
           OR (SELECT count(*) FROM public.%1$I) <> (SELECT count(*) FROM pristine.%2$I)', t, 'of_' || t) INTO changed;
    IF changed THEN
      EXECUTE format('DELETE FROM public.%I', t);
      EXECUTE format('INSERT INTO public.%I SELECT * FROM pristine.%I', t, 'of_' || t);
    END IF;
  END LOOP;
  PERFORM setval(format('public.%I', name), last, called) FROM pristine.numbers;
  UPDATE pristine.mark SET xid = pg_current_xact_id()::text::bigint;
END $$;
"""


def remember(connection: psycopg.Connection) -> None:
    """Keeps the database as it stands."""
    connection.execute(REMEMBER.encode())


def restore(connection: psycopg.Connection) -> None:
    """Ends all other connections and puts every row back; numbers are given again from where they stood."""
    connection.execute(RESTORE.encode())
