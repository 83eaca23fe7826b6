"""Ids as people and programs send them."""

BIGGEST_ID = 2**63 - 1


def read_id(text: str | None) -> int | None:
    """The id that a text says: plain digits of a number that a column can hold. None for anything else."""
    if text is None or not (text.isascii() and text.isdigit() and len(text) <= 19):
        return None
    number = int(text)
    return number if number <= BIGGEST_ID else None
