// A form says that it is working, is sent once, and shows its errors first.
const stopped = new WeakMap(); // A form that was sent: its buttons that could be pressed, with what stood on them.

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-busy]");
  if (!form) return;
  if (stopped.has(form)) {
    event.preventDefault();
    return;
  }
  stopped.set(form, new Map());
  const { submitter } = event;
  // A disabled button is not sent; wait until the browser has taken its name and value.
  setTimeout(() => {
    for (const button of form.querySelectorAll("button:enabled")) {
      stopped.get(form)?.set(button, [...button.childNodes]);
      button.disabled = true;
    }
    if (submitter?.dataset.busyLabel) submitter.textContent = submitter.dataset.busyLabel;
  });
});

// The back button brings the page back as it was left: make it usable again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-busy]")) {
    for (const [button, content] of stopped.get(form) ?? []) {
      button.disabled = false;
      button.replaceChildren(...content);
    }
    stopped.delete(form);
  }
});

document.querySelector("[data-focus]")?.focus();
