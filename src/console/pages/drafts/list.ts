import { html } from 'hono/html'
import { ownAddress, type Page } from '../../page.ts'
import { when } from '../../parts/attributes.ts'
import { badge } from '../../parts/badge.ts'
import { bulkBar, hiddenFields, tick, tickHead } from '../../parts/bulk.ts'
import { empty } from '../../parts/empty.ts'
import { external } from '../../parts/external.ts'
import { pager, withQuery } from '../../parts/pager.ts'
import { picture } from '../../parts/picture.ts'
import { select } from '../../parts/select.ts'
import { tabs } from '../../parts/tabs.ts'
import { time } from '../../parts/time.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { Drafts, StoreNames, type Draft } from './data.ts'
import { keptOf, queryOf, readFilter, VIEWS, type Filter } from './filter.ts'
import {
  duplicates,
  evidenceId,
  flags,
  pictureOf,
  price,
  proven,
  STATE_SHAPES,
  evidence,
  variantsText,
} from './show.ts'
import { draftsWords } from './words.ts'

const PATH = '/console/drafts'
/** What is to be decided: the review of drafts. */
export async function showDrafts(page: Page): Promise<Response> {
  const say = sayIn(page.language, draftsWords)
  const filter = readFilter(page.c.req.query())
  const [{ data: rows, next_cursor: next }, { data: stores }] = await Promise.all([
    page.ask('GET /api/products/drafts', Drafts, { query: queryOf(filter) }),
    page.ask('GET /api/stores', StoreNames, { query: { limit: '200' } }),
  ])
  const isOpen = rows.length > 0 && filter.view !== 'decided'
  const body = html`${viewTabs(page, filter)} ${importNote(page, filter)}
  ${storeFilter(page, filter, stores)} ${rows.length === 0 ? none(page, filter) : table(page, rows)}
  ${isOpen && page.may('own:write') ? bulk(page, filter) : ''}
  ${pager(page, PATH, { filter: keptOf(filter), cursor: filter.cursor, next })}`
  return page.c.html(await shell(page, { title: say('title'), lead: say('lead'), body }))
}

const LABELS = {
  all: 'all',
  high: 'high',
  low: 'low',
  expiring: 'expiring',
  decided: 'decidedTab',
} as const

function viewTabs({ language }: Page, filter: Filter) {
  const say = sayIn(language, draftsWords)
  return tabs(
    say('views'),
    VIEWS.map((each) => ({
      label: say(LABELS[each]),
      href: withQuery(PATH, keptOf({ ...filter, view: each })),
      isCurrent: each === filter.view,
    })),
  )
}

/** Says that the drafts of one import alone are shown, with the way to all. */
function importNote({ language }: Page, filter: Filter) {
  if (filter.scan === undefined) return ''
  const say = sayIn(language, draftsWords)
  const all = withQuery(PATH, keptOf({ ...filter, scan: undefined }))
  return html`<p class="of-import">
    ${say('ofImport')} <a href="${all}" data-morph>${say('ofAll')}</a>
  </p>`
}

function none({ language }: Page, { view }: Filter) {
  const say = sayIn(language, draftsWords)
  return view === 'decided'
    ? empty(say('noneDecided'), say('noneDecidedHint'))
    : empty(say('none'), say('noneHint'))
}

function storeFilter(
  { language }: Page,
  filter: Filter,
  stores: readonly { id: string; name: string }[],
) {
  if (stores.length < 2) return ''
  const say = sayIn(language, draftsWords)
  const options = [
    { value: '', label: say('anyStore') },
    ...stores.map(({ id, name }) => ({ value: id, label: name })),
  ]
  return html`<form class="filter" action="${PATH}" data-morph>
    ${hiddenFields({ ...keptOf(filter), store: undefined })}
    ${select({ name: 'store', label: say('store'), options, chosen: filter.store ?? '' })}
    <button class="only-plain">${sayIn(language, frameWords)('filter')}</button>
  </form>`
}

const bulk = (page: Page, filter: Filter) => {
  const say = sayIn(page.language, draftsWords)
  return bulkBar(page, {
    action: `${PATH}/decide`,
    acts: [
      { value: 'approve', label: say('approveMany') },
      { value: 'reject', label: say('rejectMany') },
    ],
    actsOnAll: [
      { value: 'approve-all', label: say('approveAll') },
      { value: 'reject-all', label: say('rejectAll') },
    ],
    hidden: keptOf(filter),
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
  const { id, name, status, confidence } = draft
  const isOpen = status === 'pending'
  return html`<tr id="draft-${id}">
    ${page.may('own:write') ? (isOpen ? tick(id, name) : html`<td></td>`) : ''}
    <td>
      <div class="with-picture">
        ${picture({ hash: pictureOf(draft), name, size: 96, isLazy: true })}
        <div>
          ${proven(page, draft, 'name', nameLink(page, draft))}
          ${isOpen ? '' : badge(STATE_SHAPES[status], say(`state_${status}`))}
          ${draft.variants.length === 0 ? '' : html`<p>${proven(page, draft, 'variants', variantsText(draft))}</p>`}
          ${draft.category === null ? '' : html`<p>${draft.category}</p>`}
        </div>
      </div>
    </td>
    <td class="number">${proven(page, draft, 'price', price(page, draft))}</td>
    <td class="number">
      <span class="phone">${say('confidence')}: </span>${page.formats.percent(confidence)}
    </td>
    <td>${flags(page, draft)} ${duplicates(page, draft)} ${said(page, draft)}</td>
    <td class="number">${isOpen ? time(page, draft.expires_at) : ''}</td>
    <td class="acts">${isOpen && page.may('own:write') ? decideForms(page, draft) : ''}</td>
  </tr>`
}

/** The name, described by where the values of the draft stand; it opens the form of an open draft. */
function nameLink(page: Page, draft: Draft) {
  const shown = ['name', 'price', ...(draft.variants.length === 0 ? [] : ['variants'])]
  const described = shown.filter(
    (field) => !draft.edited.includes(field) && evidence(page, draft, field) !== null,
  )
  const isEdited = draft.status === 'pending' && page.may('own:write')
  return html`<a
    class="name"
    href="${withQuery(`${PATH}/${draft.id}`, { back: ownAddress(page) })}"
    data-key="e"
    ${when(isEdited, 'data-dialog')}
    ${described.length === 0 ? '' : html`aria-describedby="${described.map((field) => evidenceId(draft, field)).join(' ')}"`}
    >${draft.name}</a
  >`
}

/** What the post says, with the way to it. */
function said({ language }: Page, { post: { caption, permalink } }: Draft) {
  const say = sayIn(language, draftsWords)
  return html`<p class="note">${caption ?? say('noCaption')}</p>
    ${permalink === null ? '' : html`<p>${external(permalink, say('viewPost'))}</p>`}`
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
