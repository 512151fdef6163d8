// Text that people type stays in this browser until gramd has it: after a new sign-in, without a
// network, after a reload or a crash, the form is filled again. Passwords and secrets never do.

import { root } from './mark.js'
import { parse } from './parse.js'

/**
 * The unsaved fields of a form by name, and what the form was made of, so that a colleague's
 * change is noticed. `dialog` is the page that was open as a dialog on `page`; `choice` the
 * question between a colleague's text and this one, which is not answered yet.
 * @typedef {{ at: number, tab: string, page: string, dialog?: string }} Place
 * @typedef {{ fields: Record<string, string[]>, made: Record<string, string> }} Filled
 * @typedef {Place & Filled & { choice?: string }} Entry
 */

const PREFIX = 'gramd:'
const LIFETIME_MS = 7 * 86_400_000
const PAUSE_MS = 250
/** The question between two texts, with its button where it has one. */
const CHOICE = 'section:has(> .conflict), .conflict'
const tab = crypto.getRandomValues(new Uint32Array(2)).join('')

/**
 * @typedef {{ entry: Entry, key: string, isRestored: boolean, isSaved?: boolean }} Unsaved
 * @type {Map<HTMLFormElement, Unsaved>}
 */
const typed = new Map()
let writing = 0

/** @returns {Storage | null} null where the browser blocks it: pages work without. */
function storage() {
  try {
    return localStorage
  } catch {
    return null
  }
}

const user = () => root.dataset['user']

/**
 * Returns whether a page was made for the user of this one: no other user sees what they typed.
 * @param {Document} page
 */
export const isSameUser = (page) => page.documentElement.dataset['user'] === user()

/**
 * Where a form goes; one of its buttons may say another place.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 */
export const addressOf = (form, submitter) =>
  new URL(submitter?.getAttribute('formaction') ?? form.getAttribute('action') ?? '', location.href)
    .href

/**
 * The fields of a form as it sends them, without its files.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} [submitter]
 */
export function textsOf(form, submitter) {
  const texts = new URLSearchParams()
  for (const [name, value] of new FormData(form, submitter))
    if (typeof value === 'string') texts.append(name, value)
  return texts
}

/** @param {HTMLFormElement} form */
function keyOf(form) {
  const { pathname } = new URL(addressOf(form, null))
  return `${PREFIX}${user()}:${pathname} ${form.getAttribute('id') ?? ''}`
}

/**
 * @param {unknown} form
 * @returns {form is HTMLFormElement}
 */
const isOurs = (form) =>
  form instanceof HTMLFormElement &&
  user() !== undefined &&
  form.method === 'post' &&
  form.closest('#main, #dialog') !== null &&
  !form.matches('#bulk, [data-many], [data-brief]')

/**
 * @param {unknown} field
 * @returns {field is HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement}
 */
const isStored = (field) =>
  (field instanceof HTMLInputElement ||
    field instanceof HTMLTextAreaElement ||
    field instanceof HTMLSelectElement) &&
  field.name !== '' &&
  !/^(password|file|hidden|submit|image|button|reset)$/.test(field.type) &&
  !/password|one-time|^cc-/.test(field.autocomplete) &&
  field.closest('[data-secret]') === null

/** @param {HTMLFormElement} form */
const madeOf = (form) =>
  [...form.querySelectorAll('input[data-made]')].filter((each) => each instanceof HTMLInputElement)

/** @param {HTMLFormElement} form */
const madeIn = (form) => Object.fromEntries(madeOf(form).map(({ name, value }) => [name, value]))

/** @param {HTMLFormElement} form @param {Entry} entry */
function putMade(form, { made }) {
  for (const each of madeOf(form)) each.value = made[each.name] ?? each.value
}

/**
 * Returns whether a field has text that is not saved: a page that arrives meanwhile must not remove
 * it.
 * @param {Node} node
 */
export const isUnsaved = (node) =>
  isStored(node) &&
  node.form !== null &&
  Object.hasOwn(typed.get(node.form)?.entry.fields ?? {}, node.name)

/** @param {HTMLFormElement} form */
export const hasUnsaved = (form) => typed.has(form)

export const unsavedForms = () => [...typed.keys()].filter(({ isConnected }) => isConnected)

export function write() {
  clearTimeout(writing)
  writing = 0
  const store = storage()
  for (const [form, each] of typed) {
    if (form.isConnected && keyOf(form) !== each.key) {
      remove(each.key)
      each.key = keyOf(form)
    }
    try {
      store?.setItem(each.key, JSON.stringify(each.entry))
    } catch {
      // It is full: typing goes on, and leaving the page still asks.
    }
  }
}

/**
 * Removes what this tab has stored; what another tab has typed into the same form stays.
 * @param {string} key
 */
function remove(key) {
  if (read(key)?.tab === tab) storage()?.removeItem(key)
}

/**
 * @param {string} key
 * @returns {Entry | null} null for none, and for one that is too old
 */
function read(key) {
  try {
    const entry = JSON.parse(storage()?.getItem(key) ?? 'null')
    return entry?.fields && Date.now() - entry.at < LIFETIME_MS ? entry : null
  } catch {
    return null
  }
}

const keys = () => Object.keys(storage() ?? {}).filter((key) => key.startsWith(PREFIX))
const ownKeys = () => keys().filter((key) => key.startsWith(`${PREFIX}${user()}:`))

/** @param {Event} event */
function note({ target }) {
  if (!isStored(target) || !isOurs(target.form)) return
  const { form, name } = target
  const each = typed.get(form) ?? { entry: begin(form), key: keyOf(form), isRestored: false }
  each.entry.at = Date.now()
  each.entry.fields[name] = textsOf(form).getAll(name)
  typed.set(form, each)
  writing ||= setTimeout(write, PAUSE_MS)
}

/** @param {HTMLFormElement} form @returns {Entry} */
function begin(form) {
  const dialog = form.closest('dialog')?.dataset['from']
  return {
    at: 0,
    tab,
    page: location.pathname,
    ...(dialog ? { dialog } : {}),
    fields: {},
    made: madeIn(form),
  }
}

/**
 * Fills the forms of the page that have stored text, and says so.
 * @param {ParentNode} [place]
 * @param {boolean} [isNews] the page has changed by itself
 */
export function restore(place = document, isNews = false) {
  for (const form of typed.keys()) if (!form.isConnected) typed.delete(form)
  for (const form of place.querySelectorAll('form')) {
    if (!isOurs(form)) continue
    const known = typed.get(form)
    if (known) goOn(form, known, isNews)
    else restoreForm(form)
  }
  write()
}

/**
 * Goes on with a form that is being filled in: it was made of the same while others change it, and
 * of something new after an answer to it.
 * @param {HTMLFormElement} form
 * @param {Unsaved} unsaved
 * @param {boolean} isNews
 */
function goOn(form, unsaved, isNews) {
  const { entry, isSaved } = unsaved
  if (unsaved.isRestored) say(form, entry)
  const isAnswer = isSaved || form.querySelector(CHOICE)
  if (isNews && !isAnswer) {
    putMade(form, entry)
    putChoice(form, entry)
  } else noteAnswer(form, entry)
  unsaved.isSaved = false
}

/**
 * Stores what the form is made of now, and whether it asks.
 * @param {HTMLFormElement} form
 * @param {Entry} entry
 */
function noteAnswer(form, entry) {
  entry.made = madeIn(form)
  const choice = form.querySelector(CHOICE)
  if (choice) entry.choice = choice.outerHTML
  else delete entry.choice
}

/** @param {HTMLFormElement} form @param {Entry} entry */
function putChoice(form, { choice }) {
  if (!choice || form.querySelector(CHOICE)) return
  form.prepend(...parse(choice).body.children)
}

/** @param {HTMLFormElement} form */
function restoreForm(form) {
  const entry = read(keyOf(form))
  if (entry === null) return
  const isRestored = fill(form, entry)
  if (isRestored) {
    say(form, entry)
    putChoice(form, entry)
    // What was ticked in the question, too.
    fill(form, entry)
  }
  // A refused form shows by itself what was typed.
  if (!isRestored && !form.querySelector('.refused, [aria-invalid=true]')) {
    storage()?.removeItem(keyOf(form))
    return
  }
  const now = { ...entry, tab }
  if (!isRestored) noteAnswer(form, now)
  typed.set(form, { entry: now, key: keyOf(form), isRestored })
}

/**
 * Returns whether anything differs from what the form says by itself.
 * @param {HTMLFormElement} form
 * @param {Entry} entry
 */
function fill(form, entry) {
  const left = new Map(Object.entries(entry.fields).map(([name, values]) => [name, [...values]]))
  const changed = [...form.elements].filter((field) => {
    if (!isStored(field)) return false
    const values = left.get(field.name)
    return values !== undefined && put(field, values)
  })
  if (changed.length === 0) return false
  putMade(form, entry)
  for (const field of changed) {
    const folded = field.closest('details')
    if (folded) folded.open = true
    // Counts and previews follow what is typed.
    field.dispatchEvent(new CustomEvent('input', { bubbles: true, detail: 'restored' }))
  }
  return true
}

/**
 * Returns whether the field had another value.
 * @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} field
 * @param {string[]} values of its name; a text field takes the next one
 */
function put(field, values) {
  if (field instanceof HTMLSelectElement) {
    const before = valuesIn(field)
    for (const option of field.options) option.selected = values.includes(option.value)
    return valuesIn(field) !== before
  }
  if (field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type)) {
    const before = field.checked
    field.checked = values.includes(field.value)
    return field.checked !== before
  }
  const value = values.shift() ?? field.value
  const isOther = field.value !== value
  if (isOther) field.value = value
  return isOther
}

/** @param {HTMLSelectElement} select */
const valuesIn = (select) => [...select.selectedOptions].map(({ value }) => value).join('\n')

/** @param {HTMLFormElement} form @param {Entry} entry */
function say(form, { at }) {
  if (form.querySelector('.typed, .conflict')) return
  const line = document.createElement('p')
  line.className = 'typed'
  line.setAttribute('role', 'status')
  const options = /** @type {const} */ ({ dateStyle: 'medium', timeStyle: 'short' })
  const timeZone = root.dataset['zone']
  const date = new Intl.DateTimeFormat(root.dataset['locale'], { ...options, timeZone }).format(at)
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'link'
  button.textContent = root.dataset['discard'] ?? ''
  button.addEventListener('click', () => discard(form))
  line.append((root.dataset['typed'] ?? '').replace('{date}', date), ' · ', button)
  form.prepend(line)
}

/** @param {HTMLFormElement} form */
function discard(form) {
  forget(form)
  for (const each of form.querySelectorAll(`.typed, ${CHOICE}`)) each.remove()
  form.reset()
  // Counts and previews follow; so does the version that the form was made of.
  for (const each of madeOf(form)) each.value = each.defaultValue
  for (const area of form.querySelectorAll('textarea'))
    area.dispatchEvent(new CustomEvent('input', { bubbles: true, detail: 'restored' }))
}

/** @param {HTMLFormElement} form */
export function forget(form) {
  const each = typed.get(form)
  typed.delete(form)
  if (each) remove(each.key)
}

/**
 * Forgets what was sent once gramd has taken it; what was typed since then stays.
 * @param {HTMLFormElement | undefined} form
 * @param {URLSearchParams | FormData} sent
 * @param {Pick<Response, 'url' | 'status'>} answer
 * @param {Document} page
 */
export function settle(form, sent, { url, status }, page) {
  const isTaken = status < 400 && isSameUser(page) && new URL(url).pathname !== '/console/confirm'
  if (!form || !isTaken) return
  for (const field of form.elements)
    if (isStored(field) && 'defaultValue' in field && sent.getAll(field.name).includes(field.value))
      field.defaultValue = field.value
  const unsaved = typed.get(form)
  if (!unsaved) return
  const left = Object.entries(unsaved.entry.fields).filter(([name, values]) => {
    const its = sent.getAll(name)
    return values.length !== its.length || values.some((value, at) => value !== its[at])
  })
  unsaved.isSaved = true
  unsaved.entry.fields = Object.fromEntries(left)
  if (left.length === 0) forget(form)
}

/** Returns the page that was open as a dialog here when the tab was left with text in it. */
export function interruptedDialog() {
  const here = ownKeys().flatMap((key) => read(key) ?? [])
  return here.find(({ page, dialog }) => dialog !== undefined && page === location.pathname)?.dialog
}

/** Forgets everything of the user, in this tab and in the storage. */
export function forgetAll() {
  typed.clear()
  write()
  for (const key of ownKeys()) storage()?.removeItem(key)
}

export function listenForTyped() {
  for (const key of keys()) if (read(key) === null) storage()?.removeItem(key)
  addEventListener('input', (event) => {
    if (!(event instanceof CustomEvent)) note(event)
  })
  addEventListener('gramd:shown', (event) =>
    restore(document, event instanceof CustomEvent && event.detail),
  )
  addEventListener('pagehide', write)
  document.addEventListener('visibilitychange', () => document.hidden && write())
  restore()
}
