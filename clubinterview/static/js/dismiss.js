// Lets a message be put away.
for (const flash of document.querySelectorAll("[data-dismiss]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "×";
  button.setAttribute("aria-label", flash.dataset.dismiss);
  button.addEventListener("click", () => flash.remove());
  flash.append(button);
}
