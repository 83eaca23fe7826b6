"""What a dossier costs, in VND, with the reasons in words. Amounts come from the manifest and the agency."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.catalogue.conditions import facts, holds, look_up
from app.catalogue.manifest import Fee, Manifest, Text, typed

MOST = 10_000  # copies or pages one answer may count for; beyond it is a slip of the hand


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One applying fee: VND to pay, and how it was counted. `exempt`: nothing to pay because of `exemptions`;
    `unknown`: the province's amount has not been entered, so nothing is asked here."""

    key: str
    name: Text
    amount_vnd: int
    reason: Text
    exempt: bool = False
    unknown: bool = False


def fee(
    manifest: Manifest | Mapping[str, Any],
    flow: str | None,
    answers: Mapping[str, Any],
    channel: str = "ONLINE",
    overrides: Mapping[str, Any] | None = None,
) -> int:
    """The whole fee in VND."""
    return sum(line.amount_vnd for line in lines(manifest, flow, answers, channel, overrides))


def lines(
    manifest: Manifest | Mapping[str, Any],
    flow: str | None,
    answers: Mapping[str, Any],
    channel: str = "ONLINE",
    overrides: Mapping[str, Any] | None = None,
) -> list[FeeLine]:
    """Each fee that applies, with its amount and its reason.

    `channel` is how the dossier comes in: ONLINE, or anything else, which pays what the desk asks.
    `overrides` are the agency's: `{"fees": {"late": 10000}}` or `{"fees": {"late": {"amount_vnd": …, "max_vnd": …}}}`.
    """
    described = typed(manifest)
    chosen = described.flow(flow).key
    known = facts(chosen, answers)
    own = (overrides or {}).get("fees") or {}
    return [
        _line(with_override(fee, own.get(fee.key)), known)
        for fee in described.fees
        if _applies(fee, chosen, channel, known) and _items(fee, known)
    ]


def with_override(fee: Fee, own: int | Mapping[str, int] | None) -> Fee:
    """The fee with the agency's amounts in the place of the published ones."""
    if own is None:
        return fee
    amounts = own if isinstance(own, Mapping) else {"amount_vnd": own}
    return replace(
        fee,
        amount_vnd=amounts.get("amount_vnd", fee.amount_vnd),
        then_vnd=amounts.get("then_vnd", fee.then_vnd),
        max_vnd=amounts.get("max_vnd", fee.max_vnd),
    )


def _applies(fee: Fee, flow: str, channel: str, known: Mapping[str, Any]) -> bool:
    door = "ONLINE" if channel == "ONLINE" else "DESK"
    return fee.channel in ("ANY", door) and (not fee.flows or flow in fee.flows) and holds(fee.when, known)


def _line(fee: Fee, known: Mapping[str, Any]) -> FeeLine:
    if fee.exempt_when and fee.exemptions and holds(fee.exempt_when, known):
        return FeeLine(fee.key, fee.name, 0, fee.exemptions, exempt=True)
    if fee.amount_vnd is None:
        return FeeLine(fee.key, fee.name, 0, fee.note or _NOT_ENTERED, unknown=True)
    if fee.per == "case":
        return FeeLine(fee.key, fee.name, _at_most(fee.amount_vnd, fee.max_vnd), fee.note or _PER_CASE)
    items = _items(fee, known)
    if fee.per == "copy":
        return _by_copy(fee, fee.amount_vnd, items)
    return _by_page(fee, fee.amount_vnd, items)


def _by_copy(fee: Fee, amount: int, items: list[Mapping[str, Any]]) -> FeeLine:
    copies = sum(_count(item, fee.quantity_field) for item in items)
    total = _at_most(copies * amount, fee.max_vnd)
    vnd = _vnd(amount)
    reason = {"vi": f"{copies} bản × {vnd} đ", "en": f"{copies} {_plural(copies, 'copy', 'copies')} × {amount:,} VND"}
    return FeeLine(fee.key, fee.name, total, reason)


def _by_page(fee: Fee, amount: int, items: list[Mapping[str, Any]]) -> FeeLine:
    total, vi, en = 0, [], []
    for item in items:
        copies, pages = _count(item, fee.quantity_field), _count(item, fee.pages_field)
        one = _one_copy(fee, amount, pages)
        total += copies * one
        vi.append(f"{copies} bản × {pages} trang ({_vnd(one)} đ mỗi bản)")
        en.append(
            f"{copies} {_plural(copies, 'copy', 'copies')} × {pages} {_plural(pages, 'page', 'pages')}"
            f" ({one:,} VND a copy)"
        )
    return FeeLine(fee.key, fee.name, total, {"vi": "; ".join(vi), "en": "; ".join(en)})


def _one_copy(fee: Fee, amount: int, pages: int) -> int:
    dear = min(pages, fee.then_from - 1) if fee.then_from else pages
    return _at_most(dear * amount + (pages - dear) * (fee.then_vnd or 0), fee.max_vnd)


def _items(fee: Fee, known: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    if fee.each is None:
        return [known]
    found = look_up(known, fee.each)
    return [item for item in found if isinstance(item, Mapping)] if isinstance(found, list) else []


def _count(item: Mapping[str, Any], field: str | None) -> int:
    """How many: one when nothing is asked or answered."""
    value = look_up(item, field) if field else None
    return min(max(value, 1), MOST) if isinstance(value, int) and not isinstance(value, bool) else 1


def _at_most(amount: int, most: int | None) -> int:
    return amount if most is None else min(amount, most)


def _vnd(amount: int) -> str:
    return f"{amount:,}".replace(",", ".")


def _plural(count: int, one: str, many: str) -> str:
    return one if count == 1 else many


_PER_CASE: Text = {"vi": "Thu một lần cho cả hồ sơ", "en": "Once for the whole dossier"}
_NOT_ENTERED: Text = {
    "vi": "Mức thu do Hội đồng nhân dân cấp tỉnh quy định và chưa được nhập; cán bộ sẽ thông báo nếu phải nộp",
    "en": "Set by the provincial People's Council and not entered yet; the officer will tell you if it is due",
}
