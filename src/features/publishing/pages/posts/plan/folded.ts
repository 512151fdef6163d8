import { html } from 'hono/html'
import type { Context } from '../kit.ts'

/** Instagram shows as many characters of a caption before "more". */
const FOLD_AT = 125

/** Returns the beginning of a caption, up to a word; null when all of it is visible. */
export function beginningOf(caption: string): string | null {
  const [first = ''] = caption.split('\n\n')
  const letters = Array.from(first)
  if (letters.length <= FOLD_AT) return first.length < caption.length ? first : null
  const cut = letters.slice(0, FOLD_AT).join('')
  const space = cut.lastIndexOf(' ')
  return space > 0 ? cut.slice(0, space).trimEnd() : cut
}

/** A caption as a feed shows it: its beginning, and the whole on request. */
export function foldedCaption({ t }: Context, caption: string, language: string | null) {
  if (caption === '') return html`<p class="quiet">${t('noCaption')}</p>`
  const beginning = beginningOf(caption)
  const lang = language === null ? '' : html`lang="${language}"`
  if (beginning === null) return html`<p class="post-caption" dir="auto" ${lang}>${caption}</p>`
  return html`<details class="fold">
    <summary dir="auto" ${lang}>${beginning}<span class="quiet">… ${t('more')}</span></summary>
    <p class="post-caption" dir="auto" ${lang}>${caption}</p>
  </details>`
}
