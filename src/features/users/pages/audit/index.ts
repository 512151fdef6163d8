import { html } from 'hono/html'
import { z } from '../../../../http/router.ts'
import { activity } from '../../../../console/parts/audit/activity.ts'
import { fieldChanges } from '../../../../console/parts/audit/field-changes.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { select } from '../../../../console/parts/forms/select.ts'
import { pager } from '../../../../console/parts/pager.ts'
import { layout } from '../../../../console/layout.ts'
import { definePage, type Context, type Entry } from './kit.ts'

const text = (longest: number) => z.string().trim().min(1).max(longest).optional().catch(undefined)
/** `action` and `object` are set by links from elsewhere alone. */
const Filter = z.object({
  principal: text(100),
  action: text(100),
  object: text(500),
  cursor: text(500),
})

/** The most changes of one line whose details are shown. */
const MAX_DETAILS = 5

async function show(page: Context): Promise<Response> {
  const { t } = page
  const { cursor, ...filter } = Filter.parse(page.c.req.query())
  const [found, people] = await Promise.all([
    page.api.call('listAudit', { query: { ...filter, cursor } }),
    page.may('users:read') ? page.api.call('listUsers', { query: { limit: 200 } }) : null,
  ])
  const link = html`<a class="button" href="/console/audit">${t('common.clearFilters')}</a>`
  const body = html`${people === null ? '' : personFilter(page, people.data, filter.principal)}
  ${
    found.data.length === 0
      ? empty(t('none'), html`${t('common.emptyFilter')} ${link}`)
      : html`<section class="figure-panel" aria-labelledby="changes">
          <h2 class="hidden" id="changes">${t('lead')}</h2>
          ${activity(page, found.data, { details: (acts) => changes(page, acts) })}
        </section>`
  }
  ${pager(page, '/console/audit', { filter, cursor, next: found.next_cursor, rows: found.data.length })}`
  return page.c.html(await layout(page, { title: t('title'), lead: t('lead'), body }))
}

type Person = { id: string; name: string }

function personFilter(page: Context, people: readonly Person[], chosen: string | undefined) {
  const { t } = page
  const options = [
    { value: '', label: t('everyone') },
    ...people.map(({ id, name }) => ({ value: `user:${id}`, label: name })),
    { value: 'service', label: t('theService') },
  ]
  return html`<form class="filter" action="/console/audit" data-morph role="search">
    ${select({ name: 'principal', label: t('who'), options, chosen: chosen ?? '' })}
    <button class="only-plain">${t('common.filter')}</button>
  </form>`
}

/** The fields before and after, and from where, folded. */
function changes(page: Context, acts: readonly Entry[]) {
  const { t } = page
  const [first] = acts
  const isUnfinished = acts.some(({ status }) => status === null)
  const addresses = [...new Set(acts.flatMap(({ address }) => address ?? []))]
  const lines = [
    ...acts.slice(0, MAX_DETAILS).flatMap((entry) => fieldChanges(page, entry)),
    ...addresses.map((address) => t('from', { address })),
  ]
  return html`${isUnfinished ? html`<p class="quiet">${t('unfinished')}</p>` : ''}
  ${
    lines.length === 0
      ? ''
      : html`<details id="changes-${first?.id ?? ''}">
          <summary>${t('changes')}</summary>
          ${lines.map((line) => html`<p class="quiet" dir="auto">${line}</p>`)}
        </details>`
  }`
}

export const auditPage = definePage({
  path: '/audit',
  nav: { job: 'system', shape: 'audit', scope: 'audit:read' },
  routes: { 'GET /audit': show },
})
