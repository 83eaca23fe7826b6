"""Accounts, sign-in, roles, organisation units, permissions. Must never know a case or a procedure."""
