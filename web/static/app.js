// Assay's only script. It adds to pages that work without it: the switch for
// the colour scheme, the slider for the date, suggestions while typing, keys.
"use strict";
(() => {
  const root = document.documentElement, body = document.body;
  const $ = (sel, at = document) => at.querySelector(sel);

  // Colour scheme.
  const words = { en: "Light or dark", de: "Hell oder dunkel", zh: "浅色或深色" };
  const mast = $(".mast .lang");
  if (mast) {
    const b = document.createElement("button");
    b.className = "theme";
    b.type = "button";
    b.setAttribute("aria-label", words[body.dataset.lang] || words.en);
    b.innerHTML = '<svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="1.5"/><path d="M8 1.5v13a6.5 6.5 0 0 0 0-13z" fill="currentColor"/></svg>';
    b.addEventListener("click", () => {
      const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      root.dataset.theme = dark ? "light" : "dark";
      try { localStorage.setItem("assay-theme", root.dataset.theme); } catch { /* not kept */ }
    });
    mast.after(b);
  }

  // The slider writes the last day of its month into the date field.
  for (const r of document.querySelectorAll("input[type=range][data-first]")) {
    const field = document.getElementById(r.dataset.for), asked = field.value;
    r.hidden = false;
    const set = () => {
      const d = new Date(r.dataset.first + "T00:00:00Z");
      d.setUTCMonth(d.getUTCMonth() + Number(r.value) + 1, 0);
      field.value = r.value === r.max ? asked > d.toISOString().slice(0, 10) ? asked : "" : d.toISOString().slice(0, 10);
      r.setAttribute("aria-valuetext", field.value || r.max);
    };
    r.addEventListener("input", set);
    r.addEventListener("change", () => { set(); if (!field.value) field.disabled = true; r.form.requestSubmit(); });
  }
  addEventListener("pageshow", () => { for (const f of document.querySelectorAll("input:disabled")) f.disabled = false; });

  let names = null;
  // Suggestions: a list under the search field, by arrow keys or pointer.
  for (const input of document.querySelectorAll("[data-suggests]")) {
    const list = document.createElement("ul");
    list.className = "sug";
    list.id = input.id + "-list";
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", input.placeholder);
    input.after(list);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-autocomplete", "list");
    let wait = 0, asked = 0, at = -1;
    const close = () => { list.replaceChildren(); at = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
    const move = (to) => {
      const items = list.children;
      if (!items.length) return;
      if (at >= 0) items[at].setAttribute("aria-selected", "false");
      at = (to + items.length) % items.length;
      items[at].setAttribute("aria-selected", "true");
      items[at].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", items[at].id);
    };
    // A static site has no server to ask: the names are fetched once instead.
    const fold = (s) => s.normalize("NFKC").toLowerCase().replace(/[\s_-]/g, "");
    const byName = async (q) => {
      names ||= await (await fetch(body.dataset.names)).json();
      const key = fold(q), at = (n) => { const i = fold(n.name).indexOf(key); return i < 0 ? 1e9 : i * 1000 + n.name.length; };
      return names.filter((n) => at(n) < 1e9).sort((a, b) => at(a) - at(b)).slice(0, 10).map((n) => ({ name: n.name, what: n.what, href: n.href.replace("/en/", "/" + body.dataset.lang + "/") }));
    };
    const ask = async () => {
      const q = input.value.trim(), mine = ++asked;
      if (!q) return close();
      try {
        let found;
        if (!names) {
          const answer = await fetch(body.dataset.suggest + "?lang=" + body.dataset.lang + "&q=" + encodeURIComponent(q));
          if (answer.ok && (answer.headers.get("Content-Type") || "").includes("json")) found = await answer.json();
        }
        found ||= await byName(q);
        if (mine !== asked) return;
        close();
        found.forEach((f, i) => {
          const li = document.createElement("li");
          li.id = list.id + i;
          li.setAttribute("role", "option");
          li.setAttribute("aria-selected", "false");
          li.textContent = f.name;
          const small = document.createElement("small");
          small.textContent = f.what;
          li.append(small);
          li.addEventListener("mousedown", (e) => { e.preventDefault(); location.assign(f.href); });
          li.dataset.href = f.href;
          list.append(li);
        });
        input.setAttribute("aria-expanded", String(found.length > 0));
      } catch { close(); }
    };
    input.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(ask, 120); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (e) => {
      if (e.key === "ArrowDown") { e.preventDefault(); move(at + 1); }
      else if (e.key === "ArrowUp") { e.preventDefault(); move(at - 1); }
      else if (e.key === "Escape") close();
      else if (e.key === "Enter" && at >= 0) { e.preventDefault(); location.assign(list.children[at].dataset.href); }
    });
  }

  // Keys: "/" goes to the search field; buttons and fields with data-key answer to it.
  addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.isComposing) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) return;
    if (e.key === "/") { e.preventDefault(); $("[data-suggests]").focus(); return; }
    const it = document.querySelector('[data-key="' + CSS.escape(e.key) + '"]');
    if (!it) return;
    e.preventDefault();
    if (/^(SELECT|INPUT)$/.test(it.tagName)) it.focus(); else it.click();
  });

  // The filters of the matrix are read from the address here too: a server has
  // applied them already, a static site has not.
  const params = new URLSearchParams(location.search), rows = document.querySelectorAll(".mx tr[data-g]");
  if (rows.length && (params.has("country") || params.has("class") || params.has("verdict"))) {
    const signs = { domestic: "dom", foreign: "for", mixed: "mix", contested: "con", undisclosed: "und", unknown: "unk" };
    const has = (text, word) => !word || text.split(" ").includes(word);
    for (const r of rows) {
      const country = params.get("country");
      r.hidden = Boolean((country && r.dataset.g !== country) || !has(r.dataset.c, signs[params.get("class")]) || !has(r.dataset.v, params.get("verdict")));
    }
  }
})();
