// Leaving a page asks while a form has text that is not saved; signing out forgets all of it.

import { root } from './mark.js'
import { forget, forgetAll, hasUnsaved, unsavedForms, write } from './typed.js'

/** Tells the other tabs of this browser that a user has signed out. */
const signOuts = 'BroadcastChannel' in globalThis ? new BroadcastChannel('gramd') : null

let isLeaving = false

/** Lets the next page come without a question: the text is there again afterwards. */
export function leave() {
  write()
  isLeaving = true
}

/**
 * Returns whether a form would lose something. One that saves itself does so when its last field is
 * left.
 * @param {HTMLFormElement} form
 */
const isOpen = (form) =>
  !form.matches('[data-saves]:not(:has(.conflict))') || form.contains(document.activeElement)

/**
 * Returns the link that a click follows in this tab, to another page.
 * @param {MouseEvent} event
 */
function linkOf({ target, button, metaKey, ctrlKey, shiftKey }) {
  const link = target instanceof Element ? target.closest('a[href]') : null
  if (!(link instanceof HTMLAnchorElement) || button !== 0 || metaKey || ctrlKey || shiftKey)
    return null
  if (link.matches('[data-close]')) return link
  const staysHere = link.pathname === location.pathname && link.host === location.host
  return staysHere || link.matches('[data-dialog], [download], [target=_blank]') ? null : link
}

/** @param {MouseEvent} event */
function ask(event) {
  const link = linkOf(event)
  if (!link) return
  const isCancel = link.matches('[data-close]')
  const form = link.closest('form')
  const isInDialog = link.closest('dialog') !== null
  const open = unsavedForms().filter((each) => isOpen(each) && (!isInDialog || each === form))
  if (open.length === 0) return
  if (!confirm(root.dataset[isCancel ? 'dropping' : 'leaving'])) {
    event.preventDefault()
    event.stopImmediatePropagation()
    return
  }
  if (isCancel && form) forget(form)
  isLeaving = !isInDialog
}

/**
 * The Escape key in a dialog.
 * @param {Event} event
 */
function cancel(event) {
  const form = event.target instanceof Element ? event.target.querySelector('form') : null
  if (!form || !hasUnsaved(form)) return
  if (confirm(root.dataset['dropping'])) forget(form)
  else event.preventDefault()
}

/** @param {SubmitEvent} event */
function signOut({ target }) {
  const action = target instanceof HTMLFormElement ? target.getAttribute('action') : null
  if (action !== '/console/sign-out') return
  forgetAll()
  signOuts?.postMessage(root.dataset['user'])
}

export function listenForLeaving() {
  addEventListener('click', ask, true)
  addEventListener('cancel', cancel, true)
  addEventListener('submit', signOut, true)
  signOuts?.addEventListener('message', ({ data }) => {
    if (data === root.dataset['user']) forgetAll()
  })
  // After more typing, the page was not left.
  addEventListener('input', () => (isLeaving = false))
  addEventListener('beforeunload', (event) => {
    if (!isLeaving && unsavedForms().some(isOpen)) event.preventDefault()
  })
}
