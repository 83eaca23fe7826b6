"""What diagrams may refer to in this house, for the checker: actions, lanes' roles, variables a dossier begins with,
papers to print.
"""

from app.cases.printing import LETTERS
from app.cases.standing_in import DECIDING, PERSONAL
from app.engine.actions import actions
from app.engine.checking.known import Known
from app.identity.permissions import LANES

START_VARIABLES = frozenset({"procedure_code", "channel_in", "online", "fee_vnd", "collect_at"})
KNOWN = Known(actions, frozenset(LANES), START_VARIABLES, frozenset(LETTERS), DECIDING, PERSONAL)
