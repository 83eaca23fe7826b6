// Choosing a file sends it at once: on a phone nobody looks for a second button.
for (const pick of document.querySelectorAll(".pick")) pick.classList.add("pick--auto");
for (const input of document.querySelectorAll(".pick input[type=file]")) {
  input.addEventListener("change", () => {
    if (!input.files.length) return;
    const send = input.closest(".pick").querySelector("button[name=attach]");
    send.setAttribute("aria-busy", "true");
    send.closest("form").requestSubmit(send);
    send.disabled = true;
    send.textContent = send.dataset.sending;
  });
}
