// Shows a form as people will see it while it is edited: what is typed goes to the preview, not into the draft.
(() => {
  "use strict";
  const frame = document.querySelector("[data-preview]"), state = document.querySelector("[data-preview-state]");
  if (!frame) return;
  const AFTER = 500;
  let timer = 0, flying = null, edited = null;
  const say = (words, bad) => {
    state.className = bad ? "small error" : "small saved";
    if (state.textContent !== words) state.textContent = words;
  };
  const put = (made) => {
    const page = frame.contentDocument, now = page.querySelector("main");
    const script = page.createElement("script");
    script.src = page.querySelector("script[src]").src;
    now.replaceWith(page.importNode(made.querySelector("main"), true));
    page.body.append(script);  // form.js looks at its forms once, when it comes
  };
  const refresh = async () => {
    const inner = frame.contentDocument?.querySelector("form");
    if (!inner || !edited) return;
    const body = new URLSearchParams(new FormData(inner));
    body.delete("_source");
    body.set("_edit", new URLSearchParams(new FormData(edited)));
    flying?.abort();
    flying = new AbortController();
    try {
      const answer = await fetch(frame.dataset.preview, { method: "POST", body, headers: { Accept: "application/json" }, signal: flying.signal });
      if (answer.ok) {
        put(new DOMParser().parseFromString(await answer.text(), "text/html"));
        say(state.dataset.fresh);
      } else {
        const told = await answer.json();
        say(`${state.dataset.wrong} ${(told.errors || []).map((one) => one.message).join(" ") || told.detail}`, true);
      }
    } catch { /* the next change asks again */ }
  };
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-live]");
    if (!form) return;
    edited = form;
    clearTimeout(timer);
    timer = setTimeout(refresh, AFTER);
  });
  frame.addEventListener("load", () => {  // the saved form came, in another language: what is edited goes over it
    if (edited && !frame.contentDocument?.querySelector("[name=_source]")?.value.trim()) refresh();
  });
})();
