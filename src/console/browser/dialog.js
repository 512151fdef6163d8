// Forms with a page of their own open in a dialog.

import { focusFault } from './focus.js'
import { one, root } from './mark.js'
import { addressOf, interruptedDialog, isSameUser, restore, settle, textsOf } from './typed.js'
import { parse } from './parse.js'
import { fail, openAsOther, show, showToasts, visit } from './visit.js'

/** @returns {HTMLDialogElement | null} */
function dialog() {
  const found = one('#dialog')
  return found instanceof HTMLDialogElement ? found : null
}

/**
 * @param {string} url
 * @param {{ form: HTMLFormElement, body: URLSearchParams }} [sent]
 */
async function ask(url, sent) {
  root.dataset['busy'] = ''
  try {
    const answer = await fetch(url, sent ? { method: 'POST', body: sent.body } : {})
    const page = parse(await answer.text())
    if (!isSameUser(page)) return openAsOther(answer.url)
    if (sent) settle(sent.form, sent.body, answer, page)
    const card = page.querySelector('#main .card')
    const isConfirmation = new URL(answer.url).pathname === '/console/confirm'
    const isRefused = answer.status >= 400
    if (card && (!answer.redirected || isConfirmation)) {
      if (!isRefused) remember(sent ? undefined : url)
      open(page, card, isRefused)
    } else close(page, answer)
  } catch {
    fail(false)
  } finally {
    delete root.dataset['busy']
  }
}

/**
 * The page of the form in the dialog, which opens again after a reload if something was typed.
 * @param {string | undefined} url
 */
function remember(url) {
  const box = dialog()
  if (box) box.dataset['from'] = url ?? ''
}

/**
 * @param {Document} page
 * @param {Element} card
 * @param {boolean} isRefused
 */
function open(page, card, isRefused) {
  const title = document.createElement('h2')
  title.id = 'dialog-title'
  title.textContent = page.querySelector('h1')?.textContent ?? ''
  const box = dialog()
  box?.replaceChildren(title, document.adoptNode(card))
  if (box?.open === false) box.showModal()
  if (box) restore(box)
  if (!isRefused || !focusFault(card))
    card.querySelector('input:not([type=hidden]), select, textarea, button.main')?.scrollIntoView()
}

/**
 * The page beneath stays at its address: its filter is in there. An offer to undo is in the new
 * one.
 * @param {Document} page
 * @param {Response} answer
 */
function close(page, answer) {
  dialog()?.close()
  const hasOffer = new URL(answer.url).searchParams.has('undo')
  if (!answer.redirected || answer.url === location.href || hasOffer) {
    show(page, answer, { entry: hasOffer ? 'replace' : undefined, isNews: false })
    return
  }
  showToasts(page)
  void visit(location.href)
}

/** @param {MouseEvent} event */
function follow(event) {
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
  if (link.matches('[data-close]') && link.closest('dialog')) {
    event.preventDefault()
    dialog()?.close()
  } else if (link.matches('[data-dialog]')) {
    event.preventDefault()
    void ask(link.href)
  }
}

/** @param {SubmitEvent} event */
function send(event) {
  const form = event.target
  if (!(form instanceof HTMLFormElement) || form.method !== 'post') return
  if (!form.matches('[data-dialog]') && !form.closest('dialog')) return
  // Files go as they are: the page that takes them reads them as such.
  if (form.enctype === 'multipart/form-data') return
  // What it leads to is another page.
  if (event.submitter?.matches('[data-leaves]')) return
  event.preventDefault()
  void ask(addressOf(form, event.submitter), { form, body: textsOf(form, event.submitter) })
}

export function listenForDialogs() {
  addEventListener('click', follow)
  addEventListener('submit', send)
  const interrupted = interruptedDialog()
  if (interrupted) void ask(interrupted)
}
