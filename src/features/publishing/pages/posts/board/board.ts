import { html } from 'hono/html'
import { boolAttr } from '../../../../../console/parts/attributes.ts'
import { withQuery } from '../../../../../console/parts/pager.ts'
import { tabs } from '../../../../../console/parts/tabs.ts'
import { card } from './card.ts'
import { PATH } from './path.ts'
import type { Board, Context } from '../kit.ts'

type Column = Board['columns'][number]
type Name = Column['name']

/** Counts of the API are exact below this. */
const MAX_COUNT = 1_000

/** The filter of the list that has the rest of a column. */
const REST: Readonly<Record<Name, string>> = {
  to_confirm: 'review',
  scheduled: 'pending',
  published: 'completed',
  trouble: 'partly_failed',
}

export const columnsOf = ({ columns }: Board): Partial<Record<Name, Column>> =>
  Object.fromEntries(columns.map((column) => [column.name, column]))

/** A count that ends with a plus where there may be more. */
export const countText = ({ t, formats }: Context, count: number): string =>
  count < MAX_COUNT ? formats.number(count) : t('board.count', { n: count })

/** The column that a phone shows: that of the address, else the first that waits for a person. */
export function currentColumn({ c }: Context, found: Board): Name {
  const named = found.columns.find(({ name }) => name === c.req.query('column'))
  const columns = columnsOf(found)
  const order = ['to_confirm', 'trouble', 'scheduled', 'published'] as const
  const waiting = order.find((name) => (columns[name]?.count ?? 0) > 0)
  return named?.name ?? waiting ?? 'scheduled'
}

/** The posts by what they need, in columns; a phone shows one column with tabs for the others. */
export function board(page: Context, { columns }: Board, current: Name) {
  const { t } = page
  const choices = columns.map(({ name, count }) => ({
    label: t(`board.column_${name}`),
    href: withQuery(PATH, { column: name }),
    isCurrent: name === current,
    count: countText(page, count),
  }))
  return html`<div class="lane-tabs">${tabs(t('board.columns'), choices)}</div>
    <div class="post-board one-lane">${columns.map((column) => lane(page, column, current))}</div>`
}

function lane(page: Context, { name, count, posts }: Column, current: Name) {
  const { t } = page
  return html`<section
    class="lane"
    id="lane-${name}"
    aria-labelledby="lane-${name}-title"
    ${boolAttr(name === current, 'data-current')}
  >
    <h2 id="lane-${name}-title">
      ${t(`board.column_${name}`)} <small>${countText(page, count)}</small>
    </h2>
    ${posts.length === 0 ? html`<p class="quiet">${t(`board.none_${name}`)}</p>` : ''}
    <ol>
      ${posts.map((post) => card(page, name, post))}
    </ol>
    ${rest(page, { name, left: count - posts.length })}
  </section>`
}

function rest({ t }: Context, { name, left }: { name: Name; left: number }) {
  if (left <= 0 && name !== 'published') return ''
  const text = left > 0 ? t('board.more', { n: left }) : t('board.older')
  return html`<p>
    <a class="out" href="${withQuery(PATH, { status: REST[name] })}" data-morph>${text}</a>
  </p>`
}
