// A post is dragged to another day of the calendar, or between two posts of a week; a creator to
// another column of a board. Their "Move" does the same without a mouse, in the calendar also by
// `m`; on a board so do the keys 1 to 4.

import { root } from './mark.js'
import { visit } from './visit.js'

/** @type {HTMLElement | null} */
let dragged = null

/** @param {Event} event */
const placeOf = ({ target }) => {
  const place = target instanceof Element ? target.closest('[data-day], [data-lane]') : null
  return place instanceof HTMLElement ? place : null
}

/** @param {DragEvent} event */
function begin(event) {
  const entry = event.target instanceof Element ? event.target.closest('[data-drag]') : null
  if (!(entry instanceof HTMLElement)) return
  dragged = entry
  root.dataset['dragging'] = ''
  // Without data, some browsers drag nothing.
  event.dataTransfer?.setData('text/plain', entry.dataset['drag'] ?? '')
}

/** @param {DragEvent} event */
function over(event) {
  const place = placeOf(event)
  if (!dragged || !place) return
  event.preventDefault()
  mark(place)
}

/** @param {HTMLElement | null} place */
function mark(place) {
  for (const marked of document.querySelectorAll('[data-over-it]'))
    if (marked !== place && marked instanceof HTMLElement) delete marked.dataset['overIt']
  if (place) place.dataset['overIt'] = ''
}

/**
 * The day is that of the place; so is the time between two posts. Without one, and for what has no
 * time yet, the server finds the next free hour.
 * @param {DragEvent} event
 */
function drop(event) {
  const place = placeOf(event)
  const { drag, clock } = dragged?.dataset ?? {}
  const { day, time = clock, lane } = place?.dataset ?? {}
  const from = dragged?.dataset['from']
  end()
  if (drag === undefined) return
  event.preventDefault()
  if (lane !== undefined && lane !== from) toLane(drag, lane)
  if (day === undefined) return
  const at = time === undefined ? day : `${day}T${time}`
  void visit(drag, { body: new URLSearchParams({ at, back: here() }), entry: 'replace' })
}

const here = () => `${location.pathname}${location.search}`

/**
 * @param {string} address
 * @param {string} status
 */
function toLane(address, status) {
  void visit(address, {
    body: new URLSearchParams({ status, back: here(), undo: 'true' }),
    entry: 'replace',
  })
}

/**
 * Moves a card of a board to the lane with this number.
 * @param {Element | null} card
 * @param {number} place
 */
function moveCard(card, place) {
  const lane = document.querySelectorAll('[data-lane]')[place - 1]
  if (!(card instanceof HTMLElement) || !(lane instanceof HTMLElement)) return
  const { drag, from } = card.dataset
  const { lane: status } = lane.dataset
  if (drag !== undefined && status !== undefined && status !== from) toLane(drag, status)
}

/** @param {KeyboardEvent} event */
function press({ key, target, ctrlKey, metaKey, altKey }) {
  if (ctrlKey || metaKey || altKey || document.documentElement.dataset['keys'] === 'off') return
  if (!(target instanceof Element) || target.matches('input, select, textarea')) return
  const move = target.closest('[data-drag]')?.querySelector('[data-move]')
  if (key === 'm' && move instanceof HTMLElement) move.click()
  moveCard(target.closest('[data-from]'), Number(key))
}

function end() {
  mark(null)
  dragged = null
  delete root.dataset['dragging']
}

export function listenForDragging() {
  addEventListener('dragstart', begin)
  addEventListener('dragover', over)
  addEventListener('drop', drop)
  addEventListener('dragend', end)
  addEventListener('keydown', press)
}
