"""The WSGI application for a server: `granian --interface wsgi wsgi:app`."""

from app import create_app
from app.core.config import BadSettings

try:
    app = create_app()
except BadSettings as wrong:
    raise SystemExit(f"settings: {wrong}") from wrong
