"""Passwords: Argon2id with 19 MiB and 2 passes, the lightest setting OWASP names: a small server bears it."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.core.errors import N_, Invalid

SHORTEST = 8
LONGEST = 128  # hashing takes time in proportion; nobody types more

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_decoy = _hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    """The hash to store.

    Raises Invalid on the field `password` when it is too short or too long.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        text = N_("Mật khẩu cần từ %(low)s đến %(high)s ký tự.")
        raise Invalid({"password": (text, {"low": SHORTEST, "high": LONGEST})})
    return _hasher.hash(password)


def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password is the one stored. Without a stored hash it takes as long and says no."""
    try:
        return _hasher.verify(stored or _decoy, password[:LONGEST]) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
