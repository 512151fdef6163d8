// Copies a text or field.

/** @param {MouseEvent} event */
async function copy({ target }) {
  const button = target instanceof Element ? target.closest('[data-copy]') : null
  if (!(button instanceof HTMLElement)) return
  const { copy: text = '', copied = '' } = button.dataset
  const code = button.parentElement?.querySelector('code, textarea')
  const field = code instanceof HTMLTextAreaElement && code
  try {
    await navigator.clipboard.writeText(field ? field.value : text)
    button.textContent = copied
  } catch {
    // Refused without TLS.
    if (field) field.select()
    else if (code) getSelection()?.selectAllChildren(code)
  }
}

export function listenForCopies() {
  addEventListener('click', (event) => void copy(event))
}
