"""What became of each dossier of a bulk act, as a table to keep."""

import csv
import io

from flask import Response
from flask_babel import gettext as _

from app.cases import bulk_reading
from app.web.admin import act_words
from app.web.admin.csv_cells import inert
from app.web.admin.guard import watcher
from app.web.formats import dt


def download(act_id: int) -> Response:
    """The whole list as CSV."""
    watcher()
    act = bulk_reading.find(act_id)
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow([_("Hồ sơ"), _("Kết quả"), _("Lý do hoặc ghi chú"), _("Lúc")])
    for line in bulk_reading.every(act_id):
        said = act_words.outcome_words(line.outcome, act.trial)
        cells = line.number, said, act_words.why_words(line), dt(line.at) if line.at else ""
        table.writerow(map(inert, cells))
    headers = {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": f'attachment; filename="viec-{act_id}.csv"',
    }
    return Response(text.getvalue().encode("utf-8-sig"), headers=headers)  # by its mark Excel knows the letters
