"""The ways a result reaches the citizen."""

from app.core.errors import N_

METHODS: dict[str, str] = {
    "DESK": N_("Nhận tại bộ phận Một cửa"),
    "POST": N_("Nhận qua bưu chính công ích"),
    "ONLINE": N_("Nhận bản điện tử"),
}
