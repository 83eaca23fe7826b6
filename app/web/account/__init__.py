"""Signing in and out, registering, one's own account, the language. It knows people, never a dossier."""
