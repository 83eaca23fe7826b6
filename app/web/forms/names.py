"""How a path in the answers is called in HTML: `children.0.birth_date` is posted as `children-0-birth_date`.

Field names hold no hyphen, so the two can always be told from one another.
"""


def html_name(path: str) -> str:
    """The name of a control."""
    return path.replace(".", "-")


def html_id(path: str) -> str:
    """The id of a control, and of the heading of a group: what an error links to."""
    return f"f-{html_name(path)}"
