// Turns a text field into a combobox that suggests what the server knows. Without scripts it stays a text field.
const PAUSE = 150;

function attach(input) {
  const list = document.createElement("ul");
  list.id = `${input.id}-suggestions`;
  list.className = "suggest-list";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent ?? "");
  list.hidden = true;
  const wrap = document.createElement("div");
  wrap.className = "suggest";
  const focused = document.activeElement === input;
  input.replaceWith(wrap);
  wrap.append(input, list);
  if (focused) input.focus();
  for (const [name, value] of Object.entries({
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  }))
    input.setAttribute(name, value);

  let timer = 0;
  let asked = 0;
  let active = -1;

  const close = () => {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    active = index;
    [...list.children].forEach((row, at) => {
      row.setAttribute("aria-selected", String(at === index));
    });
    const item = list.children[index];
    if (item) {
      input.setAttribute("aria-activedescendant", item.id);
      item.scrollIntoView({ block: "nearest" });
    }
  };
  const pick = (item) => {
    clearTimeout(timer);
    asked++;
    input.value = item.dataset.value;
    close();
  };
  const show = (items) => {
    list.replaceChildren(
      ...items.map((item, at) => {
        const row = document.createElement("li");
        row.id = `${list.id}-${at}`;
        row.setAttribute("role", "option");
        row.setAttribute("aria-selected", "false");
        row.dataset.value = item.value;
        const detail = document.createElement("span");
        detail.className = "soft small";
        detail.textContent = item.detail ?? "";
        row.append(item.value, detail);
        row.addEventListener("click", () => pick(row));
        return row;
      }),
    );
    list.hidden = items.length === 0;
    input.setAttribute("aria-expanded", String(items.length > 0));
    active = -1;
  };
  const ask = async () => {
    const mine = ++asked;
    const text = input.value.trim();
    if (!text) return close();
    try {
      const answer = await fetch(`${input.dataset.suggestUrl}?q=${encodeURIComponent(text)}`, {
        headers: { Accept: "application/json" },
      });
      if (mine !== asked || document.activeElement !== input || !answer.ok) return;
      show((await answer.json()).items);
    } catch {
      close(); // Offline: the field still takes any text.
    }
  };

  const askSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };

  // While Chinese is being composed, the text is not yet a word and the keys belong to the input method.
  input.addEventListener("input", (event) => {
    if (!event.isComposing) askSoon();
  });
  input.addEventListener("compositionend", askSoon);
  input.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // The field keeps the focus; fingers may scroll.
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (list.hidden) {
      if (event.key === "ArrowDown") ask();
      return;
    }
    const last = list.children.length - 1;
    if (event.key === "ArrowDown") mark(active >= last ? 0 : active + 1);
    else if (event.key === "ArrowUp") mark(active <= 0 ? last : active - 1);
    else if (event.key === "Enter" && active >= 0) pick(list.children[active]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
}

document.querySelectorAll("input[data-suggest-url]").forEach(attach);
