import { html } from 'hono/html'
import type { Context, Execution, Post } from '../kit.ts'
import { inOrder } from './order.ts'
import { row } from './row.ts'

/** Waits that end once a person does something. */
const NEEDS_PERSON: ReadonlySet<string | null> = new Set(['review', 'login'])

/** Returns whether a publication waits for a person. */
export const needsPerson = ({ status, waits_code: code }: Execution): boolean =>
  status === 'failed' ||
  status === 'unknown' ||
  ((status === 'queued' || status === 'waiting') && NEEDS_PERSON.has(code))

const LISTS = ['needsYou', 'underWay', 'published', 'notPublished'] as const
type List = (typeof LISTS)[number]

function listOf(execution: Execution): List {
  const { status } = execution
  if (needsPerson(execution)) return 'needsYou'
  if (status === 'success') return 'published'
  return status === 'cancelled' || status === 'skipped' ? 'notPublished' : 'underWay'
}

/**
 * The publications by what they need: a person first, then those under way, then the published.
 * Lists without a row are left out, so that one is left when all is done.
 */
export function lists(page: Context, post: Post, executions: readonly Execution[]) {
  const byList = Map.groupBy(executions, listOf)
  return LISTS.map((list) => {
    const rows = byList.get(list)
    return rows === undefined ? '' : section(page, post, { list, rows })
  })
}

function section(
  page: Context,
  post: Post,
  { list, rows }: { list: List; rows: readonly Execution[] },
) {
  const { t } = page
  return html`<section aria-labelledby="list-${list}" id="section-${list}">
    <div class="title">
      <h2 id="list-${list}">${t(`live.${list}`)}</h2>
      <small>${t('live.accounts', { n: rows.length })}</small>
    </div>
    <ul class="live-list" id="rows-${list}">
      ${inOrder(rows).map((each) => row(page, post, each))}
    </ul>
  </section>`
}
