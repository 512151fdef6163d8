// The language of a caption while the user types it: the server detects it.

/** After the last key. */
const PAUSE_MS = 600

let typing = 0
let request = new AbortController()
/** The last answer, and the caption that it is about. */
let said = { caption: '', sentence: '' }

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
    if (!answer.ok) return
    said = { caption: body.get('caption') ?? '', sentence: await answer.text() }
    hint.textContent = said.sentence
  } catch {
    // A newer text is being sent, or the next one will be: the sentence of before stays.
  }
}

/** News show the sentence of the stored caption: typed text remains, and so does its sentence. */
function repeat() {
  const hint = document.querySelector('[data-guesses]')
  const form = hint?.closest('form')
  if (!(hint instanceof HTMLElement) || !form) return
  const caption = form.querySelector('textarea[name=caption]')
  if (!(caption instanceof HTMLTextAreaElement) || caption.value === caption.defaultValue) return
  if (caption.value === said.caption) hint.textContent = said.sentence
}

export function listenForLanguage() {
  addEventListener('gramd:shown', repeat)
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
