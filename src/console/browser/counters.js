// @ts-check
// How much of what a platform takes a caption uses, and how it will look, while somebody types. The server counts the same way.

/** @type {Record<string, (text: string) => number>} */
const COUNTS = {
  characters: (text) => Math.max(text.length, Array.from(text).length),
  hashtags: (text) => text.match(/#[\p{L}\p{M}\p{N}_]+/gu)?.length ?? 0,
}

/** @param {HTMLTextAreaElement} area */
function follow({ id, value }) {
  for (const output of document.querySelectorAll('output[data-counts]')) {
    if (!(output instanceof HTMLOutputElement) || output.htmlFor.value !== id) continue
    const { counts = '', most } = output.dataset
    const n = COUNTS[counts]?.(value) ?? 0
    output.textContent = String(n)
    output.dataset['over'] = String(n > Number(most))
  }
  for (const mirror of document.querySelectorAll('[data-mirrors]'))
    if (mirror instanceof HTMLElement && mirror.dataset['mirrors'] === id)
      mirror.textContent = value === '' ? (mirror.dataset['else'] ?? '') : value
}

/** What was typed stays when news come; so does what follows it. */
function followAll() {
  for (const area of document.querySelectorAll('textarea'))
    if (area.value !== area.defaultValue) follow(area)
}

export function listenForTyping() {
  addEventListener('input', ({ target }) => {
    if (target instanceof HTMLTextAreaElement) follow(target)
  })
  addEventListener('gramd:shown', followAll)
}
