import { html } from 'hono/html'
import type { PageContext } from '../page.ts'
import { translator } from '../messages.ts'
import { frameMessages } from '../words/frame.ts'

type Place = {
  /** The filter, which applies to every page of the list. */
  filter?: Readonly<Record<string, string | undefined>>
  cursor: string | undefined
  next: string | null
  /** How many rows this page has. */
  rows: number
  /** How many rows the list has; a capped count is its lower bound. */
  total?: { count: number; capped?: boolean } | undefined
}

/**
 * Links to the next pages of a list, and which of how many rows these are; page numbers would cost
 * a scan.
 */
export function pager(page: PageContext, path: string, place: Place) {
  const { filter = {}, cursor, next, rows } = place
  const t = translator(page.language, frameMessages)
  if (cursor === undefined && next === null) return ''
  const first = firstRow(page, cursor)
  const row = first === undefined ? undefined : String(first + rows)
  const query = { ...filter, cursor: next ?? undefined, row }
  return html`<nav class="pager" aria-label="${t('listPages')}">
    ${first === undefined || rows === 0 ? '' : html`<span>${rowsText(page, first, place)}</span>`}
    ${
      cursor === undefined
        ? ''
        : html`<a href="${withQuery(path, filter)}" data-morph>${t('first')}</a>`
    }
    ${
      next === null
        ? ''
        : html`<a href="${withQuery(path, query)}" data-morph rel="next">${t('next')} ›</a>`
    }
  </nav>`
}

/** The number of the first row, which the address of a later page carries. */
function firstRow({ c }: PageContext, cursor: string | undefined): number | undefined {
  if (cursor === undefined) return 1
  const row = Number(c.req.query('row'))
  return Number.isSafeInteger(row) && row > 1 ? row : undefined
}

/** Without a count, the last page knows the total, and others that there are more. */
function rowsText(
  { language, formats }: PageContext,
  first: number,
  { next, rows, total }: Place,
): string {
  const t = translator(language, frameMessages)
  const last = first + rows - 1
  const values = { first, last, total: formats.number(Math.max(total?.count ?? last, last)) }
  const isExact = next === null || (total !== undefined && total.capped !== true)
  return t(isExact ? 'rowsOf' : 'rowsOfMore', values)
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
