"""What is wrong with a file: a rule says it once in Vietnamese and English, a problem is a rule at a place."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

ERROR, WARNING, INFO = "error", "warning", "info"
SEVERITIES = (ERROR, WARNING, INFO)
LANGUAGES = ("vi", "en")
LONGEST = 120  # characters of anything quoted from the file

Text = Mapping[str, str]

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a place. `element` is an id ("" for the whole file); `message` and `mend` in each language."""

    file: str
    element: str
    name: str
    rule: str
    severity: str
    message: Text
    mend: Text

    @property
    def place(self) -> str:
        """The key of the place: `file#element`, or the file."""
        return f"{self.file}#{self.element}" if self.element else self.file

    def as_json(self) -> dict[str, Any]:
        """Plain data, as `of_json` takes it."""
        return asdict(self)


def of_json(data: Mapping[str, Any]) -> Problem:
    """The problem that `as_json` wrote."""
    return Problem(**data)


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of problem. Texts have `%(name)s` places."""

    id: str
    severity: str
    said: Text
    mend: Text

    def at(self, file: str, element: str = "", name: str = "", /, **params: object) -> Problem:
        """The rule broken at a place. `params` are cut and put on one line; a pair is (Vietnamese, English)."""
        return Problem(
            file, element, name, self.id, self.severity, _filled(self.said, params), _filled(self.mend, params)
        )


RULES: dict[str, Rule] = {}


def rule(rule_id: str, severity: str, *, vi: str, en: str, mend_vi: str, mend_en: str) -> Rule:
    """Makes a rule and enters it in the list of all. Raises ValueError for an id that is taken."""
    if rule_id in RULES:
        raise ValueError(f"rule {rule_id!r} is there twice")
    RULES[rule_id] = Rule(rule_id, severity, {"vi": vi, "en": en}, {"vi": mend_vi, "en": mend_en})
    return RULES[rule_id]


def worst_first(problem: Problem) -> tuple[int, str, str, str]:
    """The order in which problems are shown."""
    return SEVERITIES.index(problem.severity), problem.file, problem.element, problem.rule


def _filled(text: Text, params: Mapping[str, object]) -> Text:
    return {
        language: text[language] % {name: _quoted(value, index) for name, value in params.items()}
        for index, language in enumerate(LANGUAGES)
    }


def _quoted(value: object, index: int) -> str:
    said = str(value[index] if isinstance(value, tuple) else value)
    line = _CONTROL.sub(" ", said).strip()
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"
