"""Help, one part per kind of reader."""

from flask import render_template


def index() -> str:
    """All guides on one page, with a list of them on top."""
    return render_template("public/help.html")
