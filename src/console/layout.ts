import { html } from 'hono/html'
import { nameOfLanguage } from '../base/languages.ts'
import type { Cookies } from './cookies.ts'
import { addressOf, ownAddress, type Html, type PageContext } from './page.ts'
import { boolAttr } from './parts/attributes.ts'
import { FIRST_FOCUS } from './parts/forms/field.ts'
import { hiddenFields } from './parts/forms/hidden-fields.ts'
import { icon } from './icons.ts'
import { zoneName } from './parts/zone-name.ts'
import { translator, isolated, LANGUAGES, localeOf } from './messages.ts'
import { frameMessages } from './words/frame.ts'
import { navigation } from './navigation.ts'

/** The keys that `browser/keys.js` handles, and what each does. */
const SHORTCUTS = [
  ['/ · Ctrl K', 'key_search'],
  ['j · k', 'key_next'],
  ['x', 'key_choose'],
  ['Enter', 'key_open'],
  ['a · r · e · z', 'key_decide'],
  ['m', 'key_move'],
  ['g h · o · t · a · c · b · r', 'key_go'],
  ['?', 'key_help'],
] as const

/** The list of keys, and its button, which works without scripts too. */
function shortcuts({ language }: PageContext) {
  const t = translator(language, frameMessages)
  return {
    button: html`<button class="link only-script" popovertarget="keys">${t('shortcuts')}</button>`,
    list: html`<div class="keys" id="keys" popover role="dialog" aria-labelledby="keys-title">
      <h2 id="keys-title">${t('shortcuts')}</h2>
      <dl>
        ${SHORTCUTS.map(
          ([keys, word]) =>
            html`<div>
              <dt><kbd>${keys}</kbd></dt>
              <dd>${t(word)}</dd>
            </div>`,
        )}
      </dl>
    </div>`,
  }
}

type Content = {
  title: string
  /** One sentence about the purpose of the page. */
  lead?: unknown
  body: unknown
  /** At most two buttons or links beside the title. */
  actions?: unknown
  /** The page has nothing to fill in, so it may update by itself. */
  isLive?: boolean
}

/** The layout of every page. */
export async function layout(page: PageContext, content: Content): Promise<string> {
  const { language, cookies, assets, timeZone, me } = page
  const t = translator(language, frameMessages)
  const keys = shortcuts(page)
  const theme = page.theme === 'system' ? '' : page.theme
  const text = html`<!doctype html>
    <html
      lang="${language}"
      data-theme="${theme}"
      data-frame="${me === null ? 'out' : 'in'}"
      ${boolAttr(me?.single_keys === false, 'data-keys="off"')}
      data-failed="${t('failed')}"
      ${me?.id ? forUser(page, me.id) : ''}
    >
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${isolated(content.title)} · gramd</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${assets}/console.css" />
        ${/* A page shows itself whole: rows that come later would widen the columns above them. */ ''}
        <link rel="expect" href="#dialog" blocking="render" />
        <script src="${assets}/idiomorph.js" defer></script>
        <script src="${assets}/console.js" type="module"></script>
      </head>
      <body>
        <a class="skip" href="#main">${t('skip')}</a>
        ${me === null ? '' : navigation(page, me)}
        <main id="main" tabindex="-1">
          <header class="head">
            <div>
              <h1 dir="auto">${content.title}</h1>
              ${content.lead === undefined ? '' : html`<p dir="auto">${content.lead}</p>`}
            </div>
            <div class="actions">
              ${content.isLive ? liveMark(page) : ''} ${content.actions ?? ''}
            </div>
          </header>
          ${content.body}
          <footer class="foot">
            ${t('zone', { zone: zoneName(page.language, timeZone, page.now) })} ${languages(page)}
            ${me === null ? '' : keys.button}
          </footer>
        </main>
        <div id="toasts" role="status">${toast(cookies.takeFlash())}</div>
        ${me === null ? '' : keys.list}
        <dialog id="dialog" aria-labelledby="dialog-title"></dialog>
      </body>
    </html>`
  return withFocusOnFault(String(await text))
}

/** Gives `browser/typed.js` the user of unsaved text, and the words to say about it. */
function forUser({ language, timeZone }: PageContext, id: string) {
  const t = translator(language, frameMessages)
  return html`data-user="${id}" data-zone="${timeZone}" data-locale="${localeOf(language)}"
  data-typed="${t('typed', { date: '{date}' })}" data-discard="${t('discard')}"
  data-leaving="${t('leaving')}" data-dropping="${t('dropping')}"`
}

/** Without scripts as well, people go on at the first faulty field, not at the first one. */
const withFocusOnFault = (page: string): string =>
  page.includes('aria-invalid="true"') ? page.replaceAll(FIRST_FOCUS, '') : page

const languages = (page: PageContext) =>
  LANGUAGES.map(
    (each) =>
      html`<form method="post" action="/console/appearance">
        <input type="hidden" name="back" value="${ownAddress(page)}" />
        <button
          class="link"
          name="language"
          value="${each}"
          lang="${each}"
          ${boolAttr(each === page.language, 'aria-current="true"')}
        >
          ${nameOfLanguage(each)}
        </button>
      </form>`,
  )

function toast(flash: ReturnType<Cookies['takeFlash']>): Html | string {
  if (flash === null) return ''
  const { text, link } = flash
  if (link?.fields)
    return html`<form class="toast" method="post" action="${addressOf(link.path)}" data-morph>
      ${hiddenFields(link.fields)} <span dir="auto">${text}</span> <button>${link.label}</button>
    </form>`
  const onward =
    link === null ? '' : html` <a href="${addressOf(link.path)}" data-morph>${link.label}</a>`
  return html`<p class="toast" dir="auto">${text}${onward}</p>`
}

function liveMark({ language, formats, now }: PageContext) {
  const t = translator(language, frameMessages)
  return html`<p
    class="live"
    id="live"
    hidden
    data-live="${t('live')}"
    data-waits="${t('waits')}"
    data-held="${t('held')}"
    data-stale="${t('stale', { time: formats.clock(now) })}"
  >
    ${t('live')}
  </p>`
}

/** A sentence that asks for attention, with its icon. */
export const notice = (text: string) =>
  html`<p class="notice" role="alert">${icon('failed')} <span dir="auto">${text}</span></p>`
