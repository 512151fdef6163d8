// @ts-check
// Keys, as in one table on the page; never while somebody types.

import { one } from './mark.js'

let goes = false
/** @type {Record<string, string>} */
const PLACES = {
  o: '/console',
  t: '/console/tasks',
  a: '/console/accounts',
  c: '/console/creators',
  b: '/console/batches',
  r: '/console/relations',
}

/** @param {number} step */
function moveRow(step) {
  const links = [...document.querySelectorAll('.list tbody .name')]
  const at = links.findIndex((link) => link === document.activeElement)
  const next = links[at < 0 ? 0 : at + step]
  if (next instanceof HTMLElement) next.focus()
}

/** Takes the row of the link that has the focus, or gives it back. */
function choose() {
  const tick = document.activeElement?.closest('.list tr')?.querySelector('.tick input')
  if (tick instanceof HTMLInputElement) tick.click()
}

/** @param {Event} event */
function search(event) {
  const field = one('#find')
  if (!field) return
  event.preventDefault()
  field.focus()
}

function help() {
  one('#keys')?.togglePopover()
}

/** @type {Record<string, (event: Event) => void>} */
const KEYS = { j: () => moveRow(1), k: () => moveRow(-1), x: choose, '/': search, '?': help }

const isOff = () => document.documentElement.dataset['keys'] === 'off'

/** @param {EventTarget | null} target */
const isTyping = (target) => target instanceof Element && target.matches('input, select, textarea')

/** @param {KeyboardEvent} event */
function press(event) {
  const { target, key, ctrlKey, metaKey, altKey } = event
  const isHeld = ctrlKey || metaKey || altKey
  if (isHeld) return key === 'k' && !altKey ? search(event) : undefined
  if (isOff() || isTyping(target)) return
  const place = goes ? PLACES[key] : undefined
  goes = key === 'g'
  if (place !== undefined && one(`#side a[href="${place}"]`)) location.assign(place)
  else KEYS[key]?.(event)
}

export function listenForKeys() {
  addEventListener('keydown', press)
}
