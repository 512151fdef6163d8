// @ts-check
// A post is dragged to another day or hour of the calendar. Its "Move" does the same without a
// mouse.

import { visit } from './visit.js'

/** @type {HTMLElement | null} */
let dragged = null

/** @param {Event} event */
const placeOf = ({ target }) => {
  const place = target instanceof Element ? target.closest('[data-day]') : null
  return place instanceof HTMLElement ? place : null
}

/** @param {DragEvent} event */
function begin(event) {
  const entry = event.target instanceof Element ? event.target.closest('[data-drag]') : null
  if (!(entry instanceof HTMLElement)) return
  dragged = entry
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
 * The day is that of the place; so is the hour, where there are hours.
 * @param {DragEvent} event
 */
function drop(event) {
  const place = placeOf(event)
  const { drag, clock = '00:00', view = '' } = dragged?.dataset ?? {}
  const { day, hour } = place?.dataset ?? {}
  end()
  if (drag === undefined || day === undefined) return
  event.preventDefault()
  const at = `${day}T${hour === undefined ? clock : `${hour}:${clock.slice(3)}`}`
  void visit(drag, { body: new URLSearchParams({ at, view }) })
}

function end() {
  mark(null)
  dragged = null
}

export function listenForDragging() {
  addEventListener('dragstart', begin)
  addEventListener('dragover', over)
  addEventListener('drop', drop)
  addEventListener('dragend', end)
}
