/* Passkeys: asks the server for options, the device for its answer, and hands that back. */
(() => {
  const able =
    window.PublicKeyCredential &&
    PublicKeyCredential.parseCreationOptionsFromJSON &&
    PublicKeyCredential.parseRequestOptionsFromJSON;
  if (!able) return;

  const post = async (part, url, body) => {
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        "X-CSRFToken": document.querySelector("[name=csrf_token]").value,
      },
      body: JSON.stringify(body),
    });
    const isJson = (response.headers.get("Content-Type") || "").startsWith("application/json");
    const answer = isJson ? await response.json() : {};
    if (!response.ok) throw new Error(answer.error || part.dataset.failed);
    return answer;
  };

  const run = async (part, exchange) => {
    const button = part.querySelector("button");
    const error = part.querySelector("[role=alert]");
    button.disabled = true;
    error.hidden = true;
    try {
      const answer = await exchange(await post(part, part.dataset.optionsUrl, {}));
      window.location.assign(answer.next);
    } catch (failure) {
      error.textContent = failure instanceof DOMException ? part.dataset.failed : failure.message;
      error.hidden = false;
      button.disabled = false;
    }
  };

  for (const part of document.querySelectorAll("[data-passkey-sign-in]")) {
    part.hidden = false;
    part.querySelector("button").addEventListener("click", () =>
      run(part, async (options) => {
        const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
        const credential = await navigator.credentials.get({ publicKey });
        return post(part, part.dataset.url, { credential: credential.toJSON() });
      }),
    );
  }

  for (const part of document.querySelectorAll("[data-passkey-add]")) {
    part.hidden = false;
    part.addEventListener("submit", (event) => {
      event.preventDefault();
      run(part, async (options) => {
        const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
        const credential = await navigator.credentials.create({ publicKey });
        return post(part, part.dataset.url, {
          name: part.querySelector("[name=name]").value,
          credential: credential.toJSON(),
        });
      });
    });
  }
})();
