// @ts-check
// The language of a caption while the user types it: the server detects it.

/** After the last key. */
const PAUSE_MS = 600

let typing = 0
let request = new AbortController()

/** @param {HTMLFormElement} form @param {HTMLElement} hint */
async function ask(form, hint) {
  request.abort()
  request = new AbortController()
  const body = new URLSearchParams()
  for (const name of ['caption', 'first_comment', 'language']) {
    const text = new FormData(form).get(name)
    if (typeof text === 'string') body.set(name, text)
  }
  try {
    const init = { method: 'POST', body, signal: request.signal }
    const answer = await fetch(hint.dataset['guesses'] ?? '', init)
    if (answer.ok) hint.textContent = await answer.text()
  } catch {
    // A newer text is being sent, or the next one will be: the sentence of before stays.
  }
}

export function listenForLanguage() {
  addEventListener('input', ({ target }) => {
    const isOfCaption =
      target instanceof HTMLTextAreaElement ||
      (target instanceof HTMLSelectElement && target.name === 'language')
    if (!isOfCaption || target.form === null) return
    const { form } = target
    const hint = form.querySelector('[data-guesses]')
    if (!(hint instanceof HTMLElement)) return
    clearTimeout(typing)
    typing = setTimeout(() => void ask(form, hint), PAUSE_MS)
  })
}
