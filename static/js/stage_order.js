// Stages of a draft are put in another order by dragging; the buttons of each row do the same.
// What is dropped is sent like a press on one of them, so the server refuses and says what it would then.

function dropped(event) {
  const steps = event.newDraggableIndex - event.oldDraggableIndex;
  if (!steps) return;
  const form = event.item.querySelector("form");
  const field = document.createElement("input");
  Object.assign(field, { type: "hidden", name: "steps", value: String(steps) });
  form.append(field);
  form.requestSubmit();
}

function start() {
  const order = document.querySelector("[data-order]");
  if (!window.Sortable || !order) return;
  window.Sortable.create(order, {
    draggable: "[data-stage]",
    filter: "input, button, a",
    preventOnFilter: false,
    delay: 200,
    delayOnTouchOnly: true,
    ghostClass: "dragged",
    animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
    onEnd: dropped,
  });
}

start();
