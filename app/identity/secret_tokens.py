"""Unguessable tokens. The database keeps only their SHA-256: who reads the tables cannot sign in with them."""

import hashlib
import secrets


def new_token() -> str:
    """A token of 256 random bits, safe in a cookie, a header and an address."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored in its place. No salt is needed: a token is random already."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
