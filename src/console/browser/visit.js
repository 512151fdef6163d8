// Asks for a page of gramd and changes what differs from the page that is open.

import { focusFault } from './focus.js'
import { leave } from './leaving.js'
import { one, root, setStatus, status } from './mark.js'
import { parse } from './parse.js'
import { isSameUser, isUnsaved, settle, unsavedForms } from './typed.js'

/**
 * @typedef {{ body?: URLSearchParams | FormData, form?: HTMLFormElement }} Sent
 * @typedef {Sent & { entry?: 'push' | 'replace', isNews?: boolean }} Visit
 * @typedef {{ morph(old: Element, next: Element, options: object): void }} Morphing
 */

const { Idiomorph } = /** @type {{ Idiomorph: Morphing }} */ (/** @type {unknown} */ (globalThis))
/** The latest request; an older answer must not cover a newer page. */
let latest = new AbortController()
let isAnswered = true
/** Whether the user waits for a page: a change must not cancel that request. */
export const isAsking = () => !isAnswered

/**
 * Asks for a page and changes what differs: focus, scroll and choices stay. A change that was begun
 * is not taken back by the next question.
 * @param {string} url
 * @param {Visit} [visit]
 */
export async function visit(url, { entry, isNews = false, body, form } = {}) {
  if (!body) latest.abort()
  const mine = new AbortController()
  latest = mine
  isAnswered = isNews
  const slow = setTimeout(() => (root.dataset['busy'] = ''), 150)
  try {
    const init = body ? { method: 'POST', body } : { signal: mine.signal }
    const answer = await fetch(url, init)
    const page = parse(await answer.text())
    if (body) settle(form, body, answer, page)
    // A refused form stays at its address, where a reload shows it again.
    const at = body && answer.status >= 400 ? undefined : entry
    if (mine === latest) show(page, answer, { entry: at, isNews })
  } catch {
    if (mine === latest) fail(isNews)
  } finally {
    clearTimeout(slow)
    if (mine === latest) {
      isAnswered = true
      delete root.dataset['busy']
    }
  }
}

/**
 * @param {Document} page
 * @param {Pick<Response, 'url' | 'status'>} answer
 * @param {{ entry: Visit['entry'], isNews: boolean }} options
 */
export function show(page, answer, { entry, isNews }) {
  const [old, next] = [one('#main'), page.querySelector('#main')]
  if (!old || !next) throw new Error(`no page of gramd at ${answer.url}`)
  // Signed in or out meanwhile: the whole frame is another one.
  if (!isSameUser(page)) return openAsOther(answer.url, isNews)
  // A page of a minute ago is better than none, and a choice between two texts stays open.
  if (isNews && (answer.status >= 500 || one('.refused.conflict'))) return setStatus('stale')
  showToasts(page)
  const side = page.querySelector('#side')
  if (side) morph(one('#side'), side)
  morph(old, next, answer.status >= 400)
  document.title = page.title
  root.lang = page.documentElement.lang
  if (entry && answer.url !== location.href) history[`${entry}State`](null, '', answer.url)
  if (answer.status === 422 && !isNews) focusFault(one('#main'))
  setStatus(status())
  dispatchEvent(new CustomEvent('gramd:shown', { detail: isNews }))
}

/**
 * Waits while people type: saving will lead there.
 * @param {string} url
 */
export function openAsOther(url, isNews = false) {
  if (isNews && unsavedForms().length > 0) return setStatus('waits')
  leave()
  location.assign(url)
}

/**
 * Shows once what was done; an answer without a sentence leaves the last one.
 * @param {Document} page
 */
export function showToasts(page) {
  const said = page.querySelector('#toasts')?.firstElementChild
  // A new element: one that is changed stays as hidden as the sentence before it.
  if (said) one('#toasts')?.replaceChildren(document.adoptNode(said))
}

/** @param {boolean} isNews */
export function fail(isNews) {
  if (isNews) return setStatus('stale')
  const toast = document.createElement('p')
  toast.className = 'toast'
  toast.dataset['stays'] = ''
  toast.textContent = root.dataset['failed'] ?? ''
  one('#toasts')?.replaceChildren(toast)
}

/**
 * Retains what people typed, chose and opened: a page knows only what the server knows.
 * @param {Node} old
 * @param {Node} next
 */
function keepTheirs(old, next) {
  if (old instanceof HTMLInputElement && next instanceof HTMLInputElement) {
    if (old.type === 'checkbox' && !('all' in old.dataset))
      next.toggleAttribute('checked', old.checked)
    if (old.type === 'password' && old.value !== '') next.setAttribute('value', old.value)
  }
  if (old instanceof HTMLDetailsElement && next instanceof HTMLDetailsElement)
    next.toggleAttribute('open', old.open)
  return !(old instanceof HTMLElement && 'keep' in old.dataset) && !isTyped(old)
}

/**
 * Returns whether a field has text that the user has written and not sent yet: news that come
 * meanwhile must not remove it.
 * @param {Node} node
 */
const isTyped = (node) =>
  (node instanceof HTMLTextAreaElement ||
    (node instanceof HTMLInputElement && ['datetime-local', 'url'].includes(node.type))) &&
  node.value !== node.defaultValue

/**
 * @param {Element | null} old
 * @param {Element} next
 * @param {boolean} [isRefused] the page itself has what was typed, and says what is wrong with it
 */
function morph(old, next, isRefused = false) {
  if (!old) return
  /** @param {Node} node @param {Node} its */
  const beforeNodeMorphed = (node, its) => (isRefused || !isUnsaved(node)) && keepTheirs(node, its)
  const callbacks = { beforeNodeMorphed }
  // Of anything but a field, such as the page itself after a click beside everything, it would keep
  // all that is in it.
  const ignoreActiveValue = document.activeElement?.matches('input, textarea, select') ?? false
  Idiomorph.morph(old, next, { morphStyle: 'outerHTML', ignoreActiveValue, callbacks })
}
