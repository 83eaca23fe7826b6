"""The named patterns a text field may ask for.

Form definitions never carry regular expressions of their own: a free one is a denial of service (`^(a+)+$`).
Every expression here is anchored, has no nested repetition, and means the same in Python, in ECMAScript
(JSON Schema) and in the HTML `pattern` attribute.
"""

import re
from dataclasses import dataclass, field

from app.core.errors import N_


@dataclass(frozen=True, slots=True)
class Pattern:
    """One named pattern. `message` says what to type; `upper` folds letters to capitals before matching."""

    name: str
    expression: str
    message: str
    example: str
    upper: bool = False
    inputmode: str | None = None
    compiled: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "compiled", re.compile(f"(?:{self.expression})"))

    def matches(self, text: str) -> bool:
        """Whether the whole text has this shape."""
        return self.compiled.fullmatch(text) is not None

    @property
    def anchored(self) -> str:
        """The expression as JSON Schema wants it."""
        return f"^(?:{self.expression})$"


_ALL = (
    Pattern("digits", "[0-9]+", N_("Chỉ gồm chữ số, ví dụ %(example)s."), "012345", inputmode="numeric"),
    Pattern(
        "code",
        "[A-Za-z0-9][A-Za-z0-9._/-]*",
        N_("Chỉ gồm chữ không dấu, chữ số và các dấu . _ / -, ví dụ %(example)s."),
        "1.001193",
    ),
    Pattern(
        "number_of_document",
        "[A-Za-zĐđ0-9][A-Za-zĐđƯư0-9 ./_&-]*",
        N_("Ghi số, ký hiệu như trên giấy, ví dụ %(example)s."),
        "123/GKS-UBND",
    ),
    Pattern("year", "(?:19|20)[0-9]{2}", N_("Năm gồm 4 chữ số, ví dụ %(example)s."), "1998", inputmode="numeric"),
    Pattern(
        "plate",
        "[0-9]{2}[A-ZĐ]{1,2}[0-9]?[- ]?[0-9]{3}[.]?[0-9]{1,2}",
        N_("Ghi biển số như trên xe, ví dụ %(example)s."),
        "29A-123.45",
        upper=True,
    ),
    Pattern(
        "tax_code",
        "[0-9]{10}(?:-?[0-9]{3})?",
        N_("Mã số thuế hoặc mã số doanh nghiệp gồm 10 hoặc 13 chữ số, ví dụ %(example)s."),
        "0101234567",
        inputmode="numeric",
    ),
    Pattern(
        "bank_account",
        "[A-Z0-9]{6,19}",
        N_("Số tài khoản gồm 6 đến 19 chữ số hoặc chữ cái, viết liền, ví dụ %(example)s."),
        "0071000123456",
        upper=True,
    ),
    Pattern(
        "postal_code", "[0-9]{5}", N_("Mã bưu chính gồm 5 chữ số, ví dụ %(example)s."), "10000", inputmode="numeric"
    ),
    Pattern(
        "dossier_code",
        "[A-Z][0-9]{2}(?:[.][0-9]{1,3}){0,4}-[0-9]{6}-[0-9]{4,6}",
        N_("Mã hồ sơ có dạng %(example)s."),
        "H99.01-251122-0001",
        upper=True,
    ),
    Pattern(
        "book_number",
        "[0-9]{1,4}(?:/(?:19|20)[0-9]{2})?",
        N_("Ghi số, hoặc số/năm, ví dụ %(example)s."),
        "01/2010",
    ),
)

PATTERNS: dict[str, Pattern] = {pattern.name: pattern for pattern in _ALL}
