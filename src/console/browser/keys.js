// Keys, as in one table on the page; never while the user types.

import { one } from './mark.js'
import { isAsking } from './visit.js'

let goes = false
/** @type {Record<string, string>} */
const PLACES = {
  h: '/console',
  o: '/console/overview',
  t: '/console/tasks',
  a: '/console/accounts',
  c: '/console/creators',
  b: '/console/batches',
  r: '/console/relations',
}

const names = () => [...document.querySelectorAll('.list tbody .name')]
const here = () => names().findIndex((link) => link === document.activeElement)

/** @param {number} at */
function goToRow(at) {
  const link = names()[at]
  if (link instanceof HTMLElement) link.focus()
}

/** @param {number} step */
function moveRow(step) {
  goToRow(here() < 0 ? 0 : here() + step)
}

/**
 * Does what the row of the link that has the focus offers under a key; when the row goes, the next
 * one has the focus.
 * @param {string} key
 */
function act(key) {
  const at = here()
  const row = names()[at]?.closest('tr')
  const control = row?.querySelector(`[data-key="${CSS.escape(key)}"]`)
  if (!(control instanceof HTMLElement)) return
  const next = () => row?.isConnected || goToRow(Math.min(at, names().length - 1))
  addEventListener('gramd:shown', next, { once: true })
  control.click()
}

/**
 * Does what a page that shows one item at a time offers under a key. Meanwhile a second press does
 * nothing: it would be about the item before.
 * @param {string} key
 */
function actOnItem(key) {
  const control = one(`[data-keys] [data-key="${CSS.escape(key)}"]`)
  if (!control?.checkVisibility({ visibilityProperty: true })) return false
  if (isAsking()) return true
  const field = control instanceof HTMLAnchorElement && control.hash ? one(control.hash) : null
  if (field instanceof HTMLInputElement) field.select()
  else control.click()
  return true
}

/** Leaves the field of an item for its place on the list. */
function leaveField() {
  const { activeElement: field } = document
  if (!(field instanceof HTMLElement) || !field.closest('[data-keys]')) return
  field.blur()
  one('[data-keys] [aria-current]')?.focus()
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

/** @type {Record<string, (event: Event) => void>} */
const KEYS = {
  j: () => moveRow(1),
  k: () => moveRow(-1),
  x: choose,
  '/': search,
  '?': () => one('#keys')?.togglePopover(),
}

const isOff = () => document.documentElement.dataset['keys'] === 'off'

/** @param {EventTarget | null} target */
const isTyping = (target) => target instanceof Element && target.matches('input, select, textarea')

/** @param {KeyboardEvent} event */
function press(event) {
  const { target, key, ctrlKey, metaKey, altKey } = event
  const isHeld = ctrlKey || metaKey || altKey
  if (isHeld) return key === 'k' && !altKey ? search(event) : undefined
  if (key === 'Escape') return leaveField()
  if (isOff() || isTyping(target)) return
  if (goTo(key)) return
  if (actOnItem(key)) event.preventDefault()
  else if (KEYS[key]) KEYS[key](event)
  else act(key)
}

/**
 * Goes where the second of two letters leads; returns whether there is such a place.
 * @param {string} key
 */
function goTo(key) {
  const place = goes ? PLACES[key] : undefined
  goes = key === 'g'
  if (place !== undefined && one(`#side a[href="${place}"]`)) location.assign(place)
  return place !== undefined
}

export function listenForKeys() {
  addEventListener('keydown', press)
}
