// Shows and hides what is typed into a password field. Without scripts there is no button.
for (const button of document.querySelectorAll("[data-password-toggle]")) {
  const input = document.getElementById(button.dataset.passwordToggle);
  button.hidden = false;
  button.addEventListener("click", () => {
    const show = input.type === "password";
    input.type = show ? "text" : "password";
    button.setAttribute("aria-pressed", String(show));
  });
}
