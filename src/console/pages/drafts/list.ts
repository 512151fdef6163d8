import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ownAddress, type Page } from '../../page.ts'
import { badge } from '../../parts/badge.ts'
import { bulkBar, tick, tickHead } from '../../parts/bulk.ts'
import { empty } from '../../parts/empty.ts'
import { pager, withQuery } from '../../parts/pager.ts'
import { picture } from '../../parts/picture.ts'
import { select } from '../../parts/select.ts'
import { tabs } from '../../parts/tabs.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { Drafts, StoreNames, type Draft } from './data.ts'
import { evidence, flags, pictureOf, price, STATE_SHAPES } from './show.ts'
import { draftsWords } from './words.ts'

const PATH = '/console/drafts'
const VIEWS = ['all', 'high', 'low', 'expiring', 'decided'] as const

const Filter = z.object({
  view: z.enum(VIEWS).catch('all'),
  store: z.uuid().optional().catch(undefined),
  cursor: z.string().max(500).optional().catch(undefined),
})
type Filter = z.output<typeof Filter>

const askedOf = ({ view, store, cursor }: Filter) => ({
  store,
  cursor,
  status: view === 'decided' ? undefined : 'pending',
  confidence: view === 'high' || view === 'low' ? view : undefined,
  expiring: view === 'expiring' ? 'true' : undefined,
})

/** What is to be decided: the review of drafts. */
export async function showDrafts(page: Page): Promise<Response> {
  const say = sayIn(page.language, draftsWords)
  const filter = Filter.parse(page.c.req.query())
  const [{ data: found, next_cursor: next }, { data: stores }] = await Promise.all([
    page.ask('GET /api/products/drafts', Drafts, { query: askedOf(filter) }),
    page.ask('GET /api/stores', StoreNames, { query: { limit: '200' } }),
  ])
  const rows =
    filter.view === 'decided' ? found.filter(({ status }) => status !== 'pending') : found
  const kept = { view: filter.view === 'all' ? undefined : filter.view, store: filter.store }
  const body = html`${viewTabs(page, filter)} ${storeFilter(page, filter, stores)}
  ${rows.length === 0 ? empty(say('none'), say('noneHint')) : table(page, rows)}
  ${rows.length > 0 && filter.view !== 'decided' && page.may('own:write') ? bulk(page) : ''}
  ${pager(page, PATH, { filter: kept, cursor: filter.cursor, next })}`
  return page.c.html(await shell(page, { title: say('title'), lead: say('lead'), body }))
}

const LABELS = {
  all: 'all',
  high: 'high',
  low: 'low',
  expiring: 'expiring',
  decided: 'decidedTab',
} as const

function viewTabs({ language }: Page, { view, store }: Filter) {
  const say = sayIn(language, draftsWords)
  return tabs(
    say('views'),
    VIEWS.map((each) => ({
      label: say(LABELS[each]),
      href: withQuery(PATH, { view: each === 'all' ? undefined : each, store }),
      isCurrent: each === view,
    })),
  )
}

function storeFilter(
  { language }: Page,
  { view, store }: Filter,
  stores: readonly { id: string; name: string }[],
) {
  if (stores.length < 2) return ''
  const say = sayIn(language, draftsWords)
  const options = [
    { value: '', label: say('anyStore') },
    ...stores.map(({ id, name }) => ({ value: id, label: name })),
  ]
  return html`<form class="filter" action="${PATH}" data-morph>
    ${view === 'all' ? '' : html`<input type="hidden" name="view" value="${view}" />`}
    ${select({ name: 'store', label: say('store'), options, chosen: store ?? '' })}
    <button class="only-plain">${sayIn(language, frameWords)('filter')}</button>
  </form>`
}

const bulk = (page: Page) => {
  const say = sayIn(page.language, draftsWords)
  return bulkBar(page, {
    action: `${PATH}/decide`,
    acts: [
      { value: 'approve', label: say('approveMany') },
      { value: 'reject', label: say('rejectMany') },
    ],
  })
}

function table(page: Page, rows: readonly Draft[]) {
  const say = sayIn(page.language, draftsWords)
  return html`<table class="list cards drafts">
    <thead>
      <tr>
        ${page.may('own:write') ? tickHead(page) : ''}
        <th>${say('product')}</th>
        <th class="number">${say('price')}</th>
        <th class="number">${say('confidence')}</th>
        <th>${say('says')}</th>
        <th class="number">${say('expires')}</th>
        <td></td>
      </tr>
    </thead>
    <tbody>
      ${rows.map((draft) => row(page, draft))}
    </tbody>
  </table>`
}

function row(page: Page, draft: Draft) {
  const say = sayIn(page.language, draftsWords)
  const { id, name, status, confidence, post } = draft
  const isOpen = status === 'pending'
  const where = evidence(page, draft, 'price')
  return html`<tr id="draft-${id}">
    ${page.may('own:write') ? (isOpen ? tick(id, name) : html`<td></td>`) : ''}
    <td>
      <div class="with-picture">
        ${picture({ hash: pictureOf(draft), name, size: 40 })}
        <div>
          <a class="name" href="${PATH}/${id}" data-key="e">${name}</a>
          ${isOpen ? '' : badge(STATE_SHAPES[status], say(`state_${status}`))}
        </div>
      </div>
    </td>
    <td class="number" ${where === null ? '' : html`title="${where}"`}>${price(page, draft)}</td>
    <td class="number">
      <span class="phone">${say('confidence')}: </span>${page.formats.percent(confidence)}
    </td>
    <td>
      ${flags(page, draft)}
      <p class="note">${post.caption ?? say('noCaption')}</p>
    </td>
    <td class="number">${isOpen ? time(page, draft.expires_at) : ''}</td>
    <td class="acts">${isOpen && page.may('own:write') ? decideForms(page, draft) : ''}</td>
  </tr>`
}

function decideForms(page: Page, { id, name }: Draft) {
  const say = sayIn(page.language, draftsWords)
  const form = (act: 'approve' | 'reject') =>
    html`<form method="post" action="${PATH}/${id}/${act}" data-morph>
      <input type="hidden" name="back" value="${ownAddress(page)}" />
      <button aria-label="${say(act)}: ${name}" data-key="${act[0]}">${say(act)}</button>
    </form>`
  return html`${form('approve')}${form('reject')}`
}
