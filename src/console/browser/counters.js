// @ts-check
// How much of what a platform takes a caption uses, while somebody types. The server counts the same way.

/** @type {Record<string, (text: string) => number>} */
const COUNTS = {
  characters: (text) => Math.max(text.length, Array.from(text).length),
  hashtags: (text) => text.match(/#[\p{L}\p{M}\p{N}_]+/gu)?.length ?? 0,
}

export function listenForTyping() {
  addEventListener('input', ({ target }) => {
    if (!(target instanceof HTMLTextAreaElement)) return
    for (const output of document.querySelectorAll('output[data-counts]')) {
      if (!(output instanceof HTMLOutputElement) || output.htmlFor.value !== target.id) continue
      const { counts = '', most } = output.dataset
      const n = COUNTS[counts]?.(target.value) ?? 0
      output.textContent = String(n)
      output.dataset['over'] = String(n > Number(most))
    }
  })
}
