// @ts-check
// Every page works without this file; it makes them quicker, and changes them when something happens.

/**
 * @typedef {{ createHTML(text: string): string, createScriptURL(url: string): string }} Policy
 * @typedef {{ body?: BodyInit, entry?: 'push' | 'replace', isNews?: boolean }} Visit
 * @typedef {{ morph(old: Element, next: Element, options: object): void }} Morphing
 */

const { Idiomorph, trustedTypes } =
  /** @type {{ Idiomorph: Morphing, trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } }} */ (
    /** @type {unknown} */ (globalThis)
  )
const policy = trustedTypes?.createPolicy('gramd', {
  createHTML: (text) => text,
  createScriptURL: (url) => url,
})
const { documentElement: root } = document

/** @param {string} selector */
function one(selector) {
  const found = document.querySelector(selector)
  return found instanceof HTMLElement ? found : null
}

/** What was asked for last; an older answer must not cover a newer page. */
let asked = new AbortController()

/**
 * Asks for a page and changes what differs: focus, scroll and choices stay. A change that was begun
 * is not taken back by the next question.
 * @param {string} url
 * @param {Visit} [visit]
 */
async function visit(url, { entry, isNews = false, body } = {}) {
  if (!body) asked.abort()
  const mine = new AbortController()
  asked = mine
  const slow = setTimeout(() => (root.dataset['busy'] = ''), 150)
  try {
    const init = body ? { method: 'POST', body } : { signal: mine.signal }
    const answer = await fetch(url, init)
    const page = parse(await answer.text())
    if (mine === asked) show(page, answer, { entry, isNews })
  } catch {
    if (mine === asked) fail(isNews)
  } finally {
    clearTimeout(slow)
    if (mine === asked) delete root.dataset['busy']
  }
}

/** @param {string} text */
const parse = (text) =>
  new DOMParser().parseFromString(policy?.createHTML(text) ?? text, 'text/html')

/**
 * @param {Document} page
 * @param {Response} answer
 * @param {{ entry: Visit['entry'], isNews: boolean }} options
 */
function show(page, answer, { entry, isNews }) {
  const [old, next] = [one('#main'), page.querySelector('#main')]
  if (!old || !next) throw new Error(`no page of gramd at ${answer.url}`)
  // Signed in or out meanwhile: the whole frame is another one.
  if (page.documentElement.dataset['frame'] !== root.dataset['frame']) {
    location.assign(answer.url)
    return
  }
  // What was true a minute ago is better than no page.
  if (isNews && answer.status >= 500) {
    tell('stale')
    return
  }
  const toasts = page.querySelector('#toasts')
  if (toasts?.firstElementChild) morph(one('#toasts'), toasts)
  const side = page.querySelector('#side')
  if (side) morph(one('#side'), side)
  morph(old, next)
  document.title = page.title
  root.lang = page.documentElement.lang
  if (entry && answer.url !== location.href) history[`${entry}State`](null, '', answer.url)
  tell(state)
}

/** @param {boolean} isNews */
function fail(isNews) {
  if (isNews) {
    tell('stale')
    return
  }
  const toast = document.createElement('p')
  toast.className = 'toast'
  toast.dataset['stays'] = ''
  toast.textContent = root.dataset['failed'] ?? ''
  one('#toasts')?.replaceChildren(toast)
}

/**
 * What people typed, chose and opened stays theirs: a page knows only what the server knows.
 * @param {Node} old
 * @param {Node} next
 */
function keepTheirs(old, next) {
  if (old instanceof HTMLInputElement && next instanceof HTMLInputElement) {
    if (old.type === 'checkbox') next.toggleAttribute('checked', old.checked)
    if (old.type === 'password' && old.value !== '') next.setAttribute('value', old.value)
  }
  if (old instanceof HTMLDetailsElement && next instanceof HTMLDetailsElement)
    next.toggleAttribute('open', old.open)
  return !(old instanceof HTMLElement && 'keep' in old.dataset)
}

/**
 * @param {Element | null} old
 * @param {Element} next
 */
function morph(old, next) {
  if (!old) return
  const callbacks = { beforeNodeMorphed: keepTheirs }
  Idiomorph.morph(old, next, { morphStyle: 'outerHTML', ignoreActiveValue: true, callbacks })
}

addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest('a[data-morph]') : null
  if (!(link instanceof HTMLAnchorElement)) return
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return
  event.preventDefault()
  void visit(link.href, { entry: 'push' })
})

addEventListener('submit', (event) => {
  const form = event.target
  if (!(form instanceof HTMLFormElement) || !form.matches('[data-morph]')) return
  event.preventDefault()
  const fields = new URLSearchParams()
  for (const [name, value] of new FormData(form, event.submitter))
    if (typeof value === 'string' && (form.method === 'post' || value !== ''))
      fields.append(name, value)
  if (form.method === 'get') {
    const search = fields.size > 0 ? `?${fields}` : ''
    void visit(`${form.action}${search}`, { entry: 'replace' })
    return
  }
  form.closest('tr')?.setAttribute('aria-busy', 'true')
  void visit(form.action, { body: fields, entry: 'replace' })
})

let typing = 0
addEventListener('input', ({ target }) => {
  const form = target instanceof Element ? target.closest('form[role=search]') : null
  if (!(form instanceof HTMLFormElement)) return
  clearTimeout(typing)
  typing = setTimeout(() => form.requestSubmit(), 200)
})

addEventListener('popstate', () => void visit(location.href))

// News: they say that something has changed, and the page is asked for again.

let state = ''
let late = 0
/** @type {EventSource | undefined} */
let source

/** @param {string} name */
function tell(name) {
  const mark = one('#live')
  state = name
  if (!mark) return
  mark.hidden = name === ''
  mark.textContent = mark.dataset[name] ?? ''
  mark.dataset['is'] = name
}

/** Nobody's hands are on what would change. */
const isIdle = () =>
  !document.querySelector('.list tbody :checked') &&
  !document.querySelector('dialog[open]') &&
  root.dataset['busy'] === undefined

/** At most once a second, however much happens: a busy queue never falls silent. */
function news() {
  if (late !== 0) return
  late = setTimeout(() => {
    late = 0
    if (!one('#live') || document.hidden) return
    if (!isIdle()) return tell('held')
    tell('live')
    void visit(location.href, { isNews: true })
  }, 1_000)
}

/** Over HTTP/1.1 a browser has six connections to gramd for all its tabs: hidden ones have none. */
function listen() {
  source?.close()
  source = undefined
  if (document.hidden || root.dataset['frame'] === 'out') return
  source = new EventSource('/console/live')
  source.addEventListener('changed', news)
  source.addEventListener('open', () => {
    if (state === 'waits' || state === 'stale') news()
    tell('live')
  })
  source.addEventListener('error', () => tell(source?.readyState === 2 ? '' : 'waits'))
}
document.addEventListener('visibilitychange', () => {
  listen()
  if (!document.hidden) news()
})
// Relative times grow old on a quiet page.
setInterval(news, 60_000)

// Keys, as in one table on the page; never while somebody types.

let goes = false
/** @type {Record<string, string>} */
const PLACES = { o: '/console', t: '/console/tasks' }

/** @param {number} step */
function moveRow(step) {
  const links = [...document.querySelectorAll('.list tbody .name')]
  const at = links.findIndex((link) => link === document.activeElement)
  const next = links[at < 0 ? 0 : at + step]
  if (next instanceof HTMLElement) next.focus()
}

/** @param {Event} event */
function search(event) {
  const field = one('[role=search] :is(input[type=search], select)')
  if (!field) return
  event.preventDefault()
  field.focus()
}

/** @type {Record<string, (event: Event) => void>} */
const KEYS = { j: () => moveRow(1), k: () => moveRow(-1), '/': search }

addEventListener('keydown', (event) => {
  const { target, key } = event
  const types = target instanceof Element && target.matches('input, select, textarea')
  if (types || event.ctrlKey || event.metaKey || event.altKey) return
  const place = goes ? PLACES[key] : undefined
  goes = key === 'g'
  if (place !== undefined && one(`#side a[href="${place}"]`)) location.assign(place)
  else KEYS[key]?.(event)
})

/** The one-time code of a welcome link is in the fragment, which no server and no log ever sees. */
function takeCode() {
  const code = document.querySelector('form[action="/console/welcome"] [name=code]')
  if (!(code instanceof HTMLInputElement) || location.hash.length < 2) return
  code.value = decodeURIComponent(location.hash.slice(1))
  history.replaceState(null, '', location.pathname)
  one('[name=password]')?.focus()
}

takeCode()
listen()
