// Shows and hides what is typed into a password field. Without scripts there is no button.
for (const button of document.querySelectorAll("[data-password-toggle]")) {
  const input = document.getElementById(button.dataset.passwordToggle);
  const show = (shown) => {
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
  };
  button.hidden = false;
  button.addEventListener("click", () => show(input.type === "password"));
  // Browsers keep what is sent as text, to suggest it the next time.
  input.form?.addEventListener("submit", () => show(false));
}
