// A form says that it is working, is sent once, and shows its errors first.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-busy]");
  if (!form) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  const button = event.submitter;
  // A disabled button is not sent; wait until the browser has taken its name and value.
  setTimeout(() => {
    for (const each of form.querySelectorAll("button")) each.disabled = true;
    if (button?.dataset.busyLabel) {
      button.dataset.label = button.textContent;
      button.textContent = button.dataset.busyLabel;
    }
  });
});

// The back button brings the page back as it was left: make it usable again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("button")) {
      button.disabled = false;
      if (button.dataset.label) button.textContent = button.dataset.label;
    }
  }
});

document.querySelector("[data-focus]")?.focus();
