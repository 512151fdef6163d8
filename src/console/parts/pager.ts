import { html } from 'hono/html'
import type { PageContext } from '../page.ts'
import { translator } from '../messages.ts'
import { frameMessages } from '../words/frame.ts'

type Place = {
  /** The filter, which applies to every page of the list. */
  filter?: Readonly<Record<string, string | undefined>>
  cursor: string | undefined
  next: string | null
}

/** Links to the next pages of a list; page numbers would cost a scan. */
export function pager(
  { language }: PageContext,
  path: string,
  { filter = {}, cursor, next }: Place,
) {
  const t = translator(language, frameMessages)
  if (cursor === undefined && next === null) return ''
  return html`<nav class="pager" aria-label="${t('listPages')}">
    ${
      cursor === undefined
        ? ''
        : html`<a href="${withQuery(path, filter)}" data-morph>${t('first')}</a>`
    }
    ${
      next === null
        ? ''
        : html`<a href="${withQuery(path, { ...filter, cursor: next })}" data-morph rel="next"
            >${t('next')} ›</a
          >`
    }
  </nav>`
}

/** Returns a path with the parameters that have a value. */
export function withQuery(
  path: string,
  query: Readonly<Record<string, string | undefined>>,
): string {
  const params = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value ? [[name, value]] : [],
  )
  return `${path}${params.length > 0 ? `?${new URLSearchParams(params).toString()}` : ''}`
}
