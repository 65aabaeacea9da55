// Runs before the first paint, so that a chosen theme does not flash. The choice is kept in this browser only.
const chosen = localStorage.getItem("mnesis.theme");
if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
