"""The official papers that the house prints today, by the name that a user task's property `letter` gives.

Forms of Circular 03/2025/TT-VPCP (domain 2.7): 01 the receipt with the appointment, 04 the apology. A paper exists
only once what it attests has happened.
"""

from app.cases.models import Case
from app.core.errors import N_
from app.deadlines import ledger
from app.deadlines.counting import Kind

RECEIPT, APOLOGY = "receipt", "apology"
LETTERS: dict[str, str] = {
    RECEIPT: N_("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
    APOLOGY: N_("Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết"),
}
UNTIL_THEN: dict[str, str] = {
    RECEIPT: N_("in được khi đã tiếp nhận hồ sơ"),
    APOLOGY: N_("in được khi lãnh đạo đã ký"),
}


def printable(name: str, case: Case) -> bool:
    """Whether the paper exists yet."""
    if name == RECEIPT:
        return case.received_at is not None
    return name == APOLOGY and any(line.kind == Kind.EXTEND for line in ledger.lines(case.id))
