"""What every answer tells the browser about what it may do with it."""

from flask import Flask, Response

from app.core.config import Settings

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
HSTS = "max-age=31536000"


def secure(app: Flask, settings: Settings) -> None:
    """Adds the headers to every answer of `app`. A view that sets one itself keeps its own."""
    headers = {**HEADERS, "Strict-Transport-Security": HSTS} if settings.secure_cookies else HEADERS

    @app.after_request
    def add_headers(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        # Asked again each time, yet kept for the Back button, so that nothing typed is lost.
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
