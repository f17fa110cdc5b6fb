// Marks the part of a running interview that is due by the clock, and says by how much the last one is over.
const SECOND = 1000;
const MINUTE = 60 * SECOND;

for (const sheet of document.querySelectorAll("[data-kit-clock]")) {
  const ahead = Date.now() - Date.parse(sheet.dataset.kitClock); // This clock may be wrong; the server's counts.
  const parts = [...sheet.querySelectorAll("[data-kit-end]")].map((time) => ({
    answer: time.closest(".answer"),
    heading: time.parentElement,
    end: Date.parse(time.dateTime),
  }));
  const last = parts.at(-1);
  const over = document.createElement("b");
  over.className = "over num";

  const show = () => {
    const now = Date.now() - ahead;
    const present = parts.find((part) => now < part.end) ?? last;
    for (const { answer } of parts) {
      if (answer === present.answer) answer.setAttribute("aria-current", "step");
      else answer.removeAttribute("aria-current");
    }
    const minutes = Math.floor((now - last.end) / MINUTE);
    if (minutes < 1) return;
    over.textContent = ` · ${sheet.dataset.wordsOver.replace("{minutes}", minutes)}`;
    last.heading.append(over);
  };
  show();
  setInterval(show, 5 * SECOND);
}
