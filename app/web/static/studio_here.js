// Says that this page of a draft is open, and shows who else has the draft open.
(() => {
  "use strict";
  const place = document.querySelector("[data-here]");
  if (!place) return;
  const EVERY = 30000;
  const say = async () => {
    if (document.hidden) return;
    const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": place.dataset.token };
    try {
      const answer = await fetch(place.dataset.here, { method: "POST", headers, body: JSON.stringify({ path: place.dataset.path }) });
      if (!answer.ok) return;
      const { others } = await answer.json();
      const words = others.length ? `${others.join(" ")} ${place.dataset.note}` : "";
      if (place.textContent !== words) place.textContent = words;
      place.hidden = !words;
    } catch { /* asked again soon */ }
  };
  say();
  setInterval(say, EVERY);
})();
