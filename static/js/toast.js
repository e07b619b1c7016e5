// What can still be taken back counts down, then leaves. A refusal of a drag is said here too.
export const place = () => document.getElementById("toasts");

function countDown(toast) {
  if (toast.dataset.runs) return;
  toast.dataset.runs = "yes";
  const ends = Date.now() + 1000 * Number(toast.dataset.seconds);
  const circle = toast.querySelector(".left");
  circle.style.animationDelay = `${Number(toast.dataset.seconds) - 30}s`;
  const tick = setInterval(() => {
    const left = Math.ceil((ends - Date.now()) / 1000);
    if (left <= 0) {
      clearInterval(tick);
      toast.remove();
    } else {
      toast.querySelector("text").textContent = left;
    }
  }, 250);
}

export function toasts() {
  for (const toast of document.querySelectorAll("[data-undo]")) countDown(toast);
}

// Shows a refusal taken out of another page, with its way on, and reads it aloud.
export function sayRefusal(notice, further) {
  for (const old of place().querySelectorAll(".notice")) old.remove();
  const copy = document.importNode(notice, true);
  copy.removeAttribute("data-refusal");
  copy.setAttribute("role", "alert");
  if (further) copy.append(further);
  place().append(copy);
  setTimeout(() => copy.remove(), 20000);
}
