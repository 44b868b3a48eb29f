// Applies the colour scheme that the reader chose before, ahead of the first paint.
try {
  const t = localStorage.getItem("assay-theme");
  if (t === "light" || t === "dark") document.documentElement.dataset.theme = t;
} catch { /* storage is turned off: the system decides */ }
