"""Days as people read them, in both languages."""

from datetime import date

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_words(day: date, locale: str) -> str:
    """`05/09/1990`; in English `5 Sep 1990`, which no reader takes for 9 May."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}" if locale == "en" else f"{day:%d/%m/%Y}"
