"""What diagrams may refer to in this house, for the checker: actions, lanes' roles, variables a dossier begins with."""

from app.engine.actions import actions
from app.engine.checking.known import Known
from app.identity.permissions import LANES

START_VARIABLES = frozenset({"procedure_code", "channel_in", "online", "fee_vnd", "collect_at"})
KNOWN = Known(actions, frozenset(LANES), START_VARIABLES)
