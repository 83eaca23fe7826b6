"""Units, and the accounts of officers: made, given roles, given a new password, closed."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.cases import tasks
from app.core.errors import Invalid, Refusal
from app.core.ids import read_id
from app.identity import granting, operations, staff, units
from app.identity.actor import Actor
from app.identity.models import Account
from app.identity.operations import About
from app.identity.permissions import HOUSE_ROLES, OFFICER_ROLES
from app.identity.staff import NotOneself
from app.web.admin import asking
from app.web.admin.guard import admin
from app.web.errors import problem_of


def all_units() -> str:
    """The units in force, each with its people one press away."""
    admin()
    return render_template("admin/units.html", units=units.units_of())


def index() -> str:
    """Officers and house accounts, by unit or name."""
    admin()
    unit_id = read_id(request.args.get("unit"))
    q = request.args.get("q", "")[:100]
    return render_template(
        "admin/people.html", people=staff.members(q, unit_id), q=q, unit_id=unit_id, units=units.units_of()
    )


def blank() -> str:
    """The empty form of a new account."""
    admin()
    return render_template("admin/new_person.html", values={}, faults={})


def make() -> ResponseReturnValue:
    """Makes an account and tells its first password, once."""
    actor = admin()
    given = {name: request.form.get(name, "")[:300] for name in ("username", "full_name", "phone", "email")}
    try:
        made, password = staff.make(**given)
    except Invalid as wrong:
        page = render_template("admin/new_person.html", values=given, faults=problem_of(wrong).fields)
        return make_response(page, 422)
    _log("account_made", actor, made)
    return _told(made.id, made.username or "", password)


def show(account_id: int) -> str:
    """One account with its roles."""
    admin()
    return _page(account_id)


def grant(account_id: int) -> ResponseReturnValue:
    """Gives a role, in a unit where the role needs one."""
    actor = admin()
    person = staff.member(account_id)
    role, unit = request.form.get("role", ""), read_id(request.form.get("unit"))
    try:
        granting.grant(account_id, role, unit if role not in HOUSE_ROLES else None)
    except Refusal as refused:
        problem = problem_of(refused)
        said = " ".join(problem.fields.values()) or problem.text
        return make_response(_page(account_id, said), problem.status)
    _log("role_granted", actor, person, unit, role)
    flash(_("Đã giao vai trò."))
    return redirect(url_for("admin.person", account_id=account_id), 303)


def revoke(account_id: int) -> ResponseReturnValue:
    """Takes a role away; it holds from the person's next press on."""
    actor = admin()
    role, unit = request.form.get("role", ""), read_id(request.form.get("unit"))
    if account_id == actor.account_id and role == "admin":
        raise NotOneself()
    person = staff.member(account_id)
    granting.revoke(account_id, role, unit)
    _log("role_revoked", actor, person, unit, role)
    flash(_("Đã bỏ vai trò."))
    return redirect(url_for("admin.person", account_id=account_id), 303)


def disable(account_id: int) -> ResponseReturnValue:
    """Closes an account, after showing what that does."""
    actor = admin()
    person = staff.member(account_id)
    back = url_for("admin.person", account_id=account_id)
    if not asking.confirmed():
        held = tasks.held_by(account_id)
        effects = [_("Người này bị đăng xuất ngay và không đăng nhập được nữa. Mở lại được bất cứ lúc nào.")]
        if held:
            effects.append(_("Đang giữ %(count)s việc: trưởng nhóm cần chuyển các việc đó cho người khác.", count=held))
        return asking.ask(_("Khóa tài khoản %(name)s?", name=person.full_name), effects, _("Khóa tài khoản"), back)
    staff.disable(account_id, actor.account_id)
    _log("account_disabled", actor, person)
    flash(_("Đã khóa tài khoản %(name)s.", name=person.full_name))
    return redirect(back, 303)


def enable(account_id: int) -> ResponseReturnValue:
    """Opens a closed account again."""
    actor = admin()
    staff.enable(account_id)
    _log("account_enabled", actor, staff.member(account_id))
    flash(_("Đã mở lại tài khoản."))
    return redirect(url_for("admin.person", account_id=account_id), 303)


def new_password(account_id: int) -> ResponseReturnValue:
    """Gives a new password, after asking; it is told once."""
    actor = admin()
    person = staff.member(account_id)
    if not asking.confirmed():
        effects = [_("Mật khẩu cũ hết dùng được và người này bị đăng xuất khỏi mọi máy.")]
        back = url_for("admin.person", account_id=account_id)
        title = _("Cấp mật khẩu mới cho %(name)s?", name=person.full_name)
        return asking.ask(title, effects, _("Cấp mật khẩu mới"), back)
    password = staff.new_password(account_id)
    _log("password", actor, person)
    return _told(account_id, person.username or "", password)


def _log(kind: str, actor: Actor, person: Account, unit_id: int | None = None, role: str = "") -> None:
    about = About(unit_id=unit_id, subject=f"{person.username} #{person.id}")
    operations.write(kind, actor.account_id, about, "", {"role": role} if role else None)


def _told(account_id: int, username: str, password: str) -> ResponseReturnValue:
    page = render_template("admin/password.html", account_id=account_id, username=username, password=password)
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(account_id: int, refused: str | None = None) -> str:
    held = sorted(granting.roles_of(account_id), key=str)
    return render_template(
        "admin/person.html",
        person=staff.member(account_id),
        roles=held,
        names=units.names(unit for _role, unit in held),
        officer_roles=OFFICER_ROLES,
        house_roles=HOUSE_ROLES,
        units=units.units_of(),
        tasks=tasks.held_by(account_id),
        refused=refused,
    )
