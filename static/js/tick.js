// A table whose first column is ticked: the box in its head ticks all, and rests when some are not.
for (const all of document.querySelectorAll("[data-tick-all]")) {
  const ticks = [...all.form.querySelectorAll("[data-tick]")];
  const rest = () => {
    const ticked = ticks.filter((tick) => tick.checked).length;
    all.checked = ticks.length > 0 && ticked === ticks.length;
    all.indeterminate = ticked > 0 && ticked < ticks.length;
  };
  all.addEventListener("change", () => ticks.forEach((tick) => (tick.checked = all.checked)));
  all.form.addEventListener("change", rest);
  rest(); // what the browser kept over a reload
}
