// data-dialog="id" opens that dialog; without script the same element is a link to a page that does the same.
export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (!dialog || dialog.open) return false;
  dialog.showModal();
  return true;
}

export function dialogs() {
  for (const opener of document.querySelectorAll("[data-dialog][hidden]")) opener.hidden = false;
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener && openDialog(opener.dataset.dialog)) event.preventDefault();
    if (event.target.closest("dialog [data-close]")) event.target.closest("dialog").close();
    if (event.target instanceof HTMLDialogElement && event.target.open) event.target.close();
  });
}
