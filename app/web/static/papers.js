// Choosing a file sends it at once: on a phone nobody looks for a second button.
for (const picker of document.querySelectorAll(".picker")) picker.classList.add("picker--auto");
for (const input of document.querySelectorAll(".picker input[type=file]")) {
  input.addEventListener("change", () => {
    if (!input.files.length) return;
    const send = input.closest(".picker").querySelector("button[name=attach]");
    send.setAttribute("aria-busy", "true");
    send.closest("form").requestSubmit(send);
    send.disabled = true;
    send.textContent = send.dataset.sending;
  });
}
