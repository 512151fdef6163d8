// Files of a post are sorted by drag, or by Alt and arrows on the file that has the focus. Their
// buttons do the same without scripts.

import { root } from './mark.js'
import { visit } from './visit.js'

/** @type {HTMLElement | null} */
let dragged = null

/** @param {EventTarget | null} target */
const fileOf = (target) => {
  const file = target instanceof Element ? target.closest('[data-file]') : null
  return file instanceof HTMLElement ? file : null
}

/** @param {HTMLElement} file */
const placeOf = (file) => [...document.querySelectorAll('[data-file]')].indexOf(file)

/** @param {HTMLElement} file @param {number} to */
function move(file, to) {
  const { file: address = '' } = file.dataset
  void visit(address + location.search, { body: new URLSearchParams({ act: `to ${to}` }) })
}

/** @param {DragEvent} event */
function over(event) {
  const file = fileOf(event.target)
  if (!dragged || !file) return
  event.preventDefault()
  for (const each of document.querySelectorAll('[data-over-it]'))
    each.removeAttribute('data-over-it')
  file.dataset['overIt'] = ''
}

/** @param {DragEvent} event */
function drop(event) {
  const [from, to] = [dragged, fileOf(event.target)]
  end()
  if (!from || !to || from === to) return
  event.preventDefault()
  move(from, placeOf(to))
}

function end() {
  if (!dragged) return
  for (const each of document.querySelectorAll('[data-over-it]'))
    each.removeAttribute('data-over-it')
  dragged = null
  delete root.dataset['busy']
}

/** @param {KeyboardEvent} event */
function press(event) {
  const file = fileOf(event.target)
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
  if (!event.altKey || !file || step === undefined) return
  // In browsers, these keys leave the page.
  event.preventDefault()
  const to = placeOf(file) + step
  if (to >= 0 && to < document.querySelectorAll('[data-file]').length) move(file, to)
}

export function listenForSorting() {
  addEventListener('dragstart', (event) => {
    dragged = fileOf(event.target)
    if (!dragged) return
    event.dataTransfer?.setData('text/plain', '')
    // News wait for the end.
    root.dataset['busy'] = ''
  })
  addEventListener('dragover', over)
  addEventListener('drop', drop)
  addEventListener('dragend', end)
  addEventListener('keydown', press)
}
