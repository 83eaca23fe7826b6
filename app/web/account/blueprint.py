"""The addresses of this surface."""

from flask import Blueprint

from app.web.account import language, own_account, recovery, register, resume, sign_in

blueprint = Blueprint("account", __name__, template_folder="templates")

for path, method, view in (
    ("/dang-nhap", "GET", sign_in.page),
    ("/dang-nhap", "POST", sign_in.by_password),
    ("/dang-nhap/ma", "GET", sign_in.back_to_page),
    ("/dang-nhap/ma", "POST", sign_in.by_code),
    ("/dang-xuat", "POST", sign_in.sign_out),
    ("/dang-ky", "GET", register.page),
    ("/dang-ky", "POST", register.register),
    ("/quen-mat-khau", "GET", recovery.page),
    ("/quen-mat-khau", "POST", recovery.recover),
    ("/tiep-tuc", "GET", resume.page),
    ("/ngon-ngu", "POST", language.switch),
    ("/tai-khoan", "GET", own_account.page),
    ("/tai-khoan", "POST", own_account.change),
    ("/tai-khoan/dien-thoai", "POST", own_account.change_phone),
    ("/tai-khoan/mat-khau", "POST", own_account.change_password),
    ("/tai-khoan/phien", "POST", own_account.close_sessions),
):
    name = f"{view.__module__.rsplit('.', 1)[1]}_{view.__name__}"
    blueprint.add_url_rule(path, name, view, methods=[method])
