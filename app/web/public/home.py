"""The first page: what do you need to do?"""

from flask import render_template, request

from app.catalogue import queries
from app.core.errors import N_

ABOUT = {
    "birth": N_("Khai sinh, giấy tờ đầu đời cho trẻ"),
    "marriage": N_("Kết hôn, xác nhận tình trạng hôn nhân"),
    "residence": N_("Thường trú, tạm trú, xác nhận cư trú"),
    "papers": N_("Sao y, chứng thực, bản sao từ sổ gốc"),
    "family": N_("Nhận cha mẹ con, thay đổi và cải chính hộ tịch"),
    "poverty": N_("Hộ nghèo, trợ cấp, hỗ trợ hằng tháng"),
    "death": N_("Khai tử, mai táng phí"),
    "commendation": N_("Giấy khen cho cá nhân, tập thể"),
    "construction": N_("Đất đai, nhà ở, giấy phép xây dựng"),
    "business": N_("Hộ kinh doanh: thành lập, thay đổi, chấm dứt"),
}
WORDS = {
    "CITIZEN": (N_("giấy khai sinh"), N_("sao y bản chính"), N_("xác nhận cư trú"), N_("độc thân")),
    "BUSINESS": (N_("hộ kinh doanh"), N_("chứng thực chữ ký"), N_("tạm ngừng kinh doanh")),
}


def show() -> str:
    """Home, on the tab of the address (`?cho=BUSINESS`): only groups that have procedures."""
    audience = "BUSINESS" if request.args.get("cho") == "BUSINESS" else "CITIZEN"
    there = {group.key for group in queries.life_events(audience)}
    events = [(key, about) for key, about in ABOUT.items() if key in there]
    return render_template("public/home.html", audience=audience, events=events, words=WORDS[audience])
