// A press copies the field that the button names. Without this the field is there to be copied by hand.
(() => {
  "use strict";
  const button = document.querySelector("[data-copy]");
  const field = document.getElementById(button.dataset.copy);
  document.documentElement.classList.add("js");
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      button.textContent = field.dataset.copied;
    } catch { /* it stays selected, for Ctrl+C */ }
  });
  field.addEventListener("focus", () => field.select());
})();
