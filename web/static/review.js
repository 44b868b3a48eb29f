// The review desk: keeps what is typed as it is typed, shows what it would
// change, and leaves a field by Escape. The page works without it; the keys a,
// c, r, l, u, j and k are in app.js.
"use strict";
(() => {
  const fix = document.getElementById("fix"), no = document.getElementById("no");
  const effect = document.getElementById("effect"), said = document.getElementById("said");
  if (!fix || !no || fix.querySelector("button[disabled]")) return;
  let wait = 0, dirty = false;
  const body = () => {
    const b = new URLSearchParams(new FormData(fix));
    b.set("reason", no.elements.reason.value);
    b.set("kind", "keep");
    return b;
  };
  const keep = async () => {
    clearTimeout(wait);
    dirty = false;
    try {
      const answer = await fetch(location.pathname, { method: "POST", body: body(), headers: { Accept: "application/json" }, keepalive: true });
      if (!answer.ok) return;
      const { effect: lines, note } = await answer.json();
      said.textContent = note;
      if (effect) effect.replaceChildren(...lines.map((t) => { const li = document.createElement("li"); li.textContent = t; return li; }));
    } catch { dirty = true; } // kept with the next word, or by the form itself
  };
  for (const form of [fix, no]) {
    form.addEventListener("input", () => { dirty = true; clearTimeout(wait); wait = setTimeout(keep, 400); });
    form.addEventListener("submit", () => { clearTimeout(wait); dirty = false; });
  }
  addEventListener("pagehide", () => { if (dirty) keep(); });
  addEventListener("keydown", (e) => {
    if (e.isComposing) return;
    const at = document.activeElement;
    if (e.key === "Escape" && at.form) at.blur();
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && at.form === fix) { e.preventDefault(); fix.requestSubmit(fix.querySelector("[value=correct]")); }
  });
})();
