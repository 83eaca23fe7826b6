"""Whether an old version still runs in the house of today: an action may be gone, a rule may have come since.

Looked at in a process of its own. What was found is kept, so that it can be asked before the transaction that decides:
in that one nobody waits for it.
"""

from app.catalogue import apart, assembling
from app.catalogue.keeping import Kept
from app.catalogue.models import ProcedureVersion
from app.core.db import session
from app.engine.checking.known import Known
from app.engine.definitions import definition
from app.engine.problems import Problem

_found: Kept[list[Problem]] = Kept(20, apart.broken_off)


def problems(version_id: int | None, known: Known) -> list[Problem]:
    """What is wrong with a version today; nothing with one that is not filed online, or none."""
    version = session().get(ProcedureVersion, version_id) if version_id is not None else None
    if version is None or version.definition_id is None:
        return []
    files = definition(version.definition_id).files
    key = {**files, "": apart.plain(known)}
    return _found.of(key, lambda: apart.check_apart(files, process_id=assembling.MAIN, known=known))
