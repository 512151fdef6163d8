import { html } from 'hono/html'
import { translator } from '../messages.ts'
import type { PageContext } from '../page.ts'
import { frameMessages } from '../words/frame.ts'

/** The language of answers of the API and of messages that tasks store. */
const API_LANGUAGE = 'en'

type Page = Pick<PageContext, 'language'>

/**
 * A message that exists in English alone. In other languages it is folded under a line of theirs: a
 * quotation for people who repair the cause.
 */
export function original(page: Page, text: string, id?: string) {
  if (page.language === API_LANGUAGE) return html`<p dir="auto">${text}</p>`
  return html`<details class="original" ${id === undefined ? '' : html`id="${id}"`}>
    <summary>${translator(page.language, frameMessages)('original')}</summary>
    <code dir="auto">${text}</code>
  </details>`
}

/** The same where it is folded already, or needs a place within a line. */
export const quoted = ({ language }: Page, text: string) =>
  language === API_LANGUAGE
    ? html`<span dir="auto">${text}</span>`
    : html`<code dir="auto">${text}</code>`

/** The message in a row that leads to all of it: empty in other languages. */
export const inEnglish = ({ language }: Page, text: string, before = '') =>
  language === API_LANGUAGE ? html`${before}<span dir="auto">${text}</span>` : ''
