// Keeps the numbers of something that is being done fresh. Without this the page reloads itself, or by its button.
(() => {
  "use strict";
  const SECONDS = 2;
  const read = async () => {
    const here = document.querySelector("[data-progress]");
    if (here?.dataset.progress !== "going") return;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.ok) put(here, new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch { /* the line is away for a moment: the next try will do */ }
    setTimeout(read, SECONDS * 1000);
  };
  const put = (here, page) => {
    const fresh = page.querySelector("[data-progress]");
    if (!fresh) return;
    const focused = here.contains(document.activeElement) ? document.activeElement.id : "";
    here.replaceWith(fresh);
    if (focused) document.getElementById(focused)?.focus();
    if (fresh.dataset.progress === "going") return;
    document.querySelector("[data-progress-said]").textContent = fresh.querySelector("p").textContent;
    const list = page.querySelector("[data-progress-list]");
    if (list) document.querySelector("[data-progress-list]").replaceWith(list);
  };
  setTimeout(read, SECONDS * 1000);
})();
