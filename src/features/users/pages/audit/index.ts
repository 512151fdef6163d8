import { html } from 'hono/html'
import { z } from '../../../../http/router.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { pager } from '../../../../console/parts/pager.ts'
import { time } from '../../../../console/parts/time.ts'
import { tree } from '../../../../console/parts/tree.ts'
import { layout } from '../../../../console/layout.ts'
import { definePage, type Context, type Entry } from './kit.ts'

const text = (longest: number) => z.string().trim().min(1).max(longest).optional().catch(undefined)
const Filter = z.object({ action: text(100), object: text(500), cursor: text(500) })

async function show(page: Context): Promise<Response> {
  const { t } = page
  const { cursor, ...filter } = Filter.parse(page.c.req.query())
  const found = await page.api.call('listAudit', { query: { ...filter, cursor } })
  const search = (name: 'action' | 'object') =>
    html`<input
      type="search"
      id="${name}"
      name="${name}"
      value="${filter[name] ?? ''}"
      placeholder="${t(`${name}Hint`)}"
      aria-label="${t(name)}"
      autocomplete="off"
    />`
  const link = html`<a class="button" href="/console/audit">${t('common.clearFilters')}</a>`
  const body = html`<form class="filter" action="/console/audit" data-morph role="search">
      ${search('action')} ${search('object')}
      <button class="only-plain">${t('common.filter')}</button>
    </form>
    ${
      found.data.length === 0
        ? empty(t('none'), html`${t('common.emptyFilter')} ${link}`)
        : table(page, found.data)
    }
    ${pager(page, '/console/audit', { filter, cursor, next: found.next_cursor, rows: found.data.length })}`
  return page.c.html(await layout(page, { title: t('title'), lead: t('lead'), body }))
}

function table(page: Context, rows: readonly Entry[]) {
  const { t } = page
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${t('who')}</th>
        <th>${t('action')}</th>
        <th>${t('from')}</th>
        <th class="number">${t('at')}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (entry) =>
          html`<tr id="entry-${entry.id}">
            <td>${entry.name}</td>
            <td>
              <strong>${entry.action}</strong>
              ${
                entry.status === null
                  ? html`<small>${t('unfinished')}</small>`
                  : entry.status >= 400
                    ? html`<small>${entry.status}</small>`
                    : ''
              }
              <p>${entry.object ?? t('erased')}</p>
              ${changes(page, entry)}
            </td>
            <td><small>${entry.address ?? '–'}</small></td>
            <td class="number">${time(page, entry.at)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function changes(page: Context, { id, before, after }: Entry) {
  if (before === null && after === null) return ''
  const { t } = page
  const side = (name: string, value: unknown) =>
    value === null
      ? ''
      : html`<p>${name}</p>
          ${tree(value)}`
  return html`<details id="changes-${id}">
    <summary>${t('changes')}</summary>
    ${side(t('before'), before)} ${side(t('after'), after)}
  </details>`
}

export const auditPage = definePage({
  path: '/audit',
  nav: { job: 'system', shape: 'audit', scope: 'audit:read' },
  routes: { 'GET /audit': show },
})
