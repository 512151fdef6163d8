// Every page works without these files; they make it quicker, and change it when something happens.

import { listenForPointers } from './charts.js'
import { listenForCopies } from './copy.js'
import { listenForTyping } from './counters.js'
import { listenForDialogs } from './dialog.js'
import { listenForDragging } from './drag.js'
import { focusFault } from './focus.js'
import { listenForKeys } from './keys.js'
import { listenForLanguage } from './language.js'
import { leave, listenForLeaving } from './leaving.js'
import { listen } from './live.js'
import { one } from './mark.js'
import { listenForSaves } from './saves.js'
import { listenForSlides } from './slides.js'
import { listenForSorting } from './sort-files.js'
import { addressOf, hasUnsaved, listenForTyped, textsOf } from './typed.js'
import { listenForFiles } from './uploads.js'
import { visit } from './visit.js'

/**
 * The timer of a search: typed text is sent a moment later, unless the user opens another page
 * meanwhile.
 */
let typing = 0

addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[data-morph]') : null
  if (!(link instanceof HTMLAnchorElement)) return
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
  event.preventDefault()
  clearTimeout(typing)
  void visit(link.href, { entry: 'push' })
})

/**
 * Returns the button of the command that a search asks for, if the page shows what it will do: then
 * Enter in the field does it.
 * @param {HTMLFormElement} form
 */
function visibleCommand(form) {
  const [field, button] = [form.querySelector('#q'), one('[data-enter]')]
  if (!(field instanceof HTMLInputElement)) return null
  return button?.dataset['enter'] === field.value.trim() ? button : null
}

addEventListener('submit', (event) => {
  const form = event.target
  if (!(form instanceof HTMLFormElement) || !form.matches('[data-morph]')) return
  event.preventDefault()
  clearTimeout(typing)
  const command = event.submitter && visibleCommand(form)
  if (command) {
    command.click()
    return
  }
  const fields = textsOf(form, event.submitter)
  if (form.method === 'get') {
    const some = [...fields].filter(([, value]) => value !== '')
    const search = some.length > 0 ? `?${new URLSearchParams(some)}` : ''
    void visit(`${form.action}${search}`, { entry: 'replace' })
    return
  }
  form.closest('tr')?.setAttribute('aria-busy', 'true')
  void visit(form.action, { body: fields, form, entry: 'replace' })
})

addEventListener('change', ({ target }) => {
  if (!(target instanceof HTMLInputElement) || !target.matches('[data-all]')) return
  for (const each of document.querySelectorAll('.list tbody .tick input'))
    if (each instanceof HTMLInputElement) each.checked = target.checked
})

addEventListener('input', ({ target }) => {
  const form = target instanceof Element ? target.closest('form[role=search]') : null
  if (!(form instanceof HTMLFormElement)) return
  clearTimeout(typing)
  typing = setTimeout(() => form.requestSubmit(), 200)
})

addEventListener('popstate', () => void visit(location.href))

/** The one-time code of a welcome link is in the fragment, which no server and no log ever sees. */
function takeCode() {
  const code = document.querySelector('form[action="/console/welcome"] [name=code]')
  if (!(code instanceof HTMLInputElement) || location.hash.length < 2) return
  code.value = decodeURIComponent(location.hash.slice(1))
  history.replaceState(null, '', location.pathname)
  one('[name=password]')?.focus()
}

/**
 * Sends typed text without leaving the page, so that a cut connection or an ended session loses
 * nothing.
 * @param {SubmitEvent} event
 */
async function sendTyped(event) {
  const { target: form, submitter } = event
  if (event.defaultPrevented || !(form instanceof HTMLFormElement) || !hasUnsaved(form)) return
  if (form.closest('dialog')) return leave()
  event.preventDefault()
  const at = location.href
  const isWhole = form.enctype === 'multipart/form-data'
  const body = isWhole ? new FormData(form, submitter) : textsOf(form, submitter)
  await visit(addressOf(form, submitter), { body, form, entry: 'push' })
  if (location.href !== at) scrollTo(0, 0)
}

/** A form that no script has sent, such as one with a file, is answered with a whole page. */
function wasRefused() {
  const [navigation] = performance.getEntriesByType('navigation')
  const status = navigation instanceof PerformanceNavigationTiming && navigation.responseStatus
  return status === 422 || one('main [aria-invalid=true]') !== null
}

if (wasRefused()) focusFault(one('#main'))

takeCode()
listenForTyping()
listenForLanguage()
listenForFiles()
listenForSlides()
listenForSorting()
listenForSaves()
listenForDragging()
listenForTyped()
listenForLeaving()
listenForDialogs()
addEventListener('submit', (event) => void sendTyped(event))
listenForKeys()
listen()
listenForPointers()
listenForCopies()
