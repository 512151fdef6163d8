// Shows how much of a platform's limits a caption uses, and how it will look, while the user types.

import { captionCounts } from './caption-counts.js'
import { root } from './mark.js'

/** Instagram shows as many characters before "more". */
const FOLD_AT = 125

/**
 * A caption up to the word before "more", as `folded.ts` cuts it.
 * @param {string} caption
 */
function beginningOf(caption) {
  const [first = ''] = caption.split('\n\n')
  const letters = Array.from(first)
  if (letters.length <= FOLD_AT) return first
  const cut = letters.slice(0, FOLD_AT).join('')
  const space = cut.lastIndexOf(' ')
  return space > 0 ? cut.slice(0, space).trimEnd() : cut
}

/**
 * @param {HTMLOutputElement} output
 * @param {Record<string, number>} found
 */
function count(output, found) {
  const { counts = '', most, rule = '' } = output.dataset
  const n = found[counts] ?? 0
  const excess = n - Number(most)
  output.textContent = n.toLocaleString(root.lang)
  output.dataset['over'] = String(excess > 0)
  const small = output.parentElement?.querySelector('small')
  if (small)
    small.textContent = excess > 0 ? rule.replace('{n}', excess.toLocaleString(root.lang)) : ''
}

/**
 * Shows what is typed where it will be read.
 * @param {HTMLElement} element
 * @param {string} value
 */
function mirror(element, value) {
  const isFolded = 'fold' in element.dataset
  const text = value === '' ? (element.dataset['else'] ?? '') : value
  const visible = isFolded ? beginningOf(text) : text
  element.textContent = visible
  const { nextElementSibling: more } = element
  if (more instanceof HTMLElement && isFolded) more.hidden = visible === text
}

/** @param {HTMLTextAreaElement} area */
function follow({ id, value }) {
  const found = captionCounts(value)
  for (const output of document.querySelectorAll('output[data-counts]'))
    if (output instanceof HTMLOutputElement && output.htmlFor.value === id) count(output, found)
  for (const element of document.querySelectorAll('[data-mirrors]'))
    if (element instanceof HTMLElement && element.dataset['mirrors'] === id) mirror(element, value)
}

/** Counts again after news: typed text remains, and so do its counts. */
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
