// Keys for lists of tasks: j k move, x picks, c claims, Enter opens, / searches, ? tells. All of it works without.
(() => {
  "use strict";
  document.documentElement.classList.add("js");
  const list = document.querySelector("[data-list]");
  const rows = [...document.querySelectorAll("[data-row]")];
  const help = document.querySelector(".keys");
  const search = document.querySelector("[data-search]");
  const box = (row) => row.querySelector("input[name=item]");
  let here = -1;

  const show = () => {
    if (!list) return;
    const picked = rows.filter((row) => box(row)?.checked);
    rows.forEach((row) => row.classList.toggle("is-picked", !!box(row)?.checked));
    list.classList.toggle("has-picked", picked.length > 0);
    const count = list.querySelector("[data-count]");
    count.textContent = `${picked.length} ${count.dataset.one}`;
  };
  const go = (to) => {
    if (!rows.length) return;
    here = Math.max(0, Math.min(rows.length - 1, to));
    rows[here].querySelector("[data-open]").focus();
  };
  const pick = (row) => {
    const tick = row && box(row);
    if (tick) { tick.checked = !tick.checked; show(); }
  };
  const acts = {
    j: () => go(here + 1),
    k: () => go(here - 1),
    x: () => pick(rows[here]),
    c: () => {
      const claim = list?.querySelector("[data-key=c]");
      if (!claim) return;
      if (!rows.some((row) => box(row)?.checked)) pick(rows[here]);
      if (rows.some((row) => box(row)?.checked)) claim.click();
    },
    "/": () => search?.focus(),
    "?": () => help?.showModal?.(),
  };

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "checkbox";
    if (event.ctrlKey || event.metaKey || event.altKey || typing || help?.open) return;
    const act = acts[event.key];
    if (act) { event.preventDefault(); act(); }
  });
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.("[data-row]");
    if (row) here = rows.indexOf(row);
  });
  document.querySelector("[data-keys]")?.addEventListener("click", acts["?"]);
  document.querySelector("[data-all]")?.addEventListener("change", (event) => {
    rows.forEach((row) => { if (box(row)) box(row).checked = event.target.checked; });
    show();
  });
  list?.addEventListener("change", show);

  // Every minute, while somebody looks: a quiet line, and the list stays where it is.
  const news = document.querySelector("[data-news]");
  const ask = async () => {
    if (document.hidden) return;
    const answer = await fetch(news.dataset.news).catch(() => null);
    const { said } = answer?.ok ? await answer.json() : {};
    if (said && said !== news.textContent) {
      const again = document.createElement("a");
      again.href = location.href;
      again.textContent = said;
      news.replaceChildren(again);
    }
  };
  if (news) setInterval(ask, 60000);
  show();
})();
