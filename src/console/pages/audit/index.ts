import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { ConsolePage, Page } from '../../page.ts'
import { empty } from '../../parts/empty.ts'
import { pager } from '../../parts/pager.ts'
import { time } from '../../parts/time.ts'
import { tree } from '../../parts/tree.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { auditWords } from './words.ts'

const Entry = z.object({
  id: z.string(),
  at: z.string(),
  name: z.string(),
  action: z.string(),
  object: z.string().nullable(),
  before: z.unknown(),
  after: z.unknown(),
  status: z.int().nullable(),
  address: z.string().nullable(),
})
type Entry = z.output<typeof Entry>
const Entries = z.object({ data: z.array(Entry), next_cursor: z.string().nullable() })

const text = (longest: number) => z.string().trim().min(1).max(longest).optional().catch(undefined)
const Filter = z.object({ action: text(100), object: text(500), cursor: text(500) })

async function show(page: Page): Promise<Response> {
  const say = sayIn(page.language, auditWords)
  const sayFrame = sayIn(page.language, frameWords)
  const { cursor, ...filter } = Filter.parse(page.c.req.query())
  const found = await page.ask('GET /api/audit', Entries, { query: { ...filter, cursor } })
  const search = (name: 'action' | 'object') =>
    html`<input
      type="search"
      id="${name}"
      name="${name}"
      value="${filter[name] ?? ''}"
      placeholder="${say(`${name}Hint`)}"
      aria-label="${say(name)}"
      autocomplete="off"
    />`
  const link = html`<a class="button" href="/console/audit">${sayFrame('clearFilters')}</a>`
  const body = html`<form class="filter" action="/console/audit" data-morph role="search">
      ${search('action')} ${search('object')}
      <button class="only-plain">${sayFrame('filter')}</button>
    </form>
    ${
      found.data.length === 0
        ? empty(say('none'), html`${sayFrame('emptyFilter')} ${link}`)
        : table(page, found.data)
    }
    ${pager(page, '/console/audit', { filter, cursor, next: found.next_cursor })}`
  return page.c.html(await shell(page, { title: say('title'), lead: say('lead'), body }))
}

function table(page: Page, rows: readonly Entry[]) {
  const say = sayIn(page.language, auditWords)
  return html`<table class="list cards">
    <thead>
      <tr>
        <th>${say('who')}</th>
        <th>${say('action')}</th>
        <th>${say('from')}</th>
        <th class="number">${say('at')}</th>
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
                  ? html`<small>${say('unfinished')}</small>`
                  : entry.status >= 400
                    ? html`<small>${entry.status}</small>`
                    : ''
              }
              <p>${entry.object ?? say('erased')}</p>
              ${changes(page, entry)}
            </td>
            <td><small>${entry.address ?? '–'}</small></td>
            <td class="number">${time(page, entry.at)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function changes(page: Page, { id, before, after }: Entry) {
  if (before === null && after === null) return ''
  const say = sayIn(page.language, auditWords)
  const side = (name: string, value: unknown) =>
    value === null
      ? ''
      : html`<p>${name}</p>
          ${tree(value)}`
  return html`<details id="changes-${id}">
    <summary>${say('changes')}</summary>
    ${side(say('before'), before)} ${side(say('after'), after)}
  </details>`
}

export const audit: ConsolePage = {
  path: '/audit',
  words: auditWords,
  nav: { group: 'team', shape: 'audit', scope: 'audit:read' },
  routes: [{ method: 'GET', path: '/audit', handle: show }],
}
