// Says how much of a text's length is used.
for (const counter of document.querySelectorAll("[data-counter]")) {
  const area = document.getElementById(counter.dataset.counter);
  const show = () => {
    counter.textContent = `${[...area.value].length} / ${counter.dataset.maximum}`;
  };
  area.addEventListener("input", show);
  show();
}
