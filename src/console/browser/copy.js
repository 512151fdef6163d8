// Copies the text of a button, such as a link that is code once.

/** @param {MouseEvent} event */
async function copy({ target }) {
  const button = target instanceof Element ? target.closest('[data-copy]') : null
  if (!(button instanceof HTMLElement)) return
  const { copy: text = '', copied = '' } = button.dataset
  try {
    await navigator.clipboard.writeText(text)
    button.textContent = copied
  } catch {
    // Pages without TLS may not write there: the text is selected instead.
    const code = button.parentElement?.querySelector('code')
    if (code) getSelection()?.selectAllChildren(code)
  }
}

export function listenForCopies() {
  addEventListener('click', (event) => void copy(event))
}
