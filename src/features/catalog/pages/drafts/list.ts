import { html } from 'hono/html'
import { isolated } from '../../../../console/messages.ts'
import { ownAddress } from '../../../../console/page.ts'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import { badge } from '../../../../console/parts/badge.ts'
import {
  bulkBar,
  hiddenFields,
  checkboxCell,
  checkboxHead,
} from '../../../../console/parts/forms/bulk.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { external } from '../../../../console/parts/external.ts'
import { pager, withQuery } from '../../../../console/parts/pager.ts'
import { picture } from '../../../../console/parts/picture.ts'
import { select } from '../../../../console/parts/forms/select.ts'
import { tabs } from '../../../../console/parts/tabs.ts'
import { time } from '../../../../console/parts/time.ts'
import { layout } from '../../../../console/layout.ts'
import { navigationFilter, queryOf, readFilter, VIEWS, type Filter } from './filter.ts'
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
import type { Context, Draft, Store } from './kit.ts'

const PATH = '/console/drafts'

/** Shows the review of drafts: those to decide about. */
export async function showDrafts(page: Context): Promise<Response> {
  const { t } = page
  const filter = readFilter(page.c.req.query())
  const [{ data: rows, next_cursor: next }, { data: stores }] = await Promise.all([
    page.api.call('listProductDrafts', { query: queryOf(filter) }),
    page.api.call('listStores', { query: { limit: 200 } }),
  ])
  const isOpen = rows.length > 0 && filter.view !== 'decided'
  const body = html`${viewTabs(page, filter)} ${importNote(page, filter)}
  ${storeFilter(page, filter, stores)} ${rows.length === 0 ? none(page, filter) : table(page, rows)}
  ${isOpen && page.may('own:write') ? bulk(page, filter) : ''}
  ${pager(page, PATH, { filter: navigationFilter(filter), cursor: filter.cursor, next, rows: rows.length })}`
  return page.c.html(await layout(page, { title: t('title'), lead: t('lead'), body }))
}

const LABELS = {
  all: 'all',
  high: 'high',
  low: 'low',
  expiring: 'expiring',
  decided: 'decidedTab',
} as const

function viewTabs({ t }: Context, filter: Filter) {
  return tabs(
    t('views'),
    VIEWS.map((each) => ({
      label: t(LABELS[each]),
      href: withQuery(PATH, navigationFilter({ ...filter, view: each })),
      isCurrent: each === filter.view,
    })),
  )
}

/** Says that the drafts of one import alone are shown, with the way to all. */
function importNote({ t }: Context, filter: Filter) {
  if (filter.scan === undefined) return ''
  const all = withQuery(PATH, navigationFilter({ ...filter, scan: undefined }))
  return html`<p class="of-import">
    ${t('ofImport')} <a href="${all}" data-morph>${t('ofAll')}</a>
  </p>`
}

function none({ t }: Context, { view }: Filter) {
  return view === 'decided'
    ? empty(t('noneDecided'), t('noneDecidedHint'))
    : empty(t('none'), t('noneHint'))
}

function storeFilter({ t }: Context, filter: Filter, stores: readonly Store[]) {
  if (stores.length < 2) return ''
  const options = [
    { value: '', label: t('anyStore') },
    ...stores.map(({ id, name }) => ({ value: id, label: name })),
  ]
  return html`<form class="filter" action="${PATH}" data-morph>
    ${hiddenFields({ ...navigationFilter(filter), store: undefined })}
    ${select({ name: 'store', label: t('store'), options, chosen: filter.store ?? '' })}
    <button class="only-plain">${t('common.filter')}</button>
  </form>`
}

const bulk = (page: Context, filter: Filter) => {
  const { t } = page
  return bulkBar(page, {
    action: `${PATH}/decide`,
    actions: [
      { value: 'approve', label: t('approveMany') },
      { value: 'reject', label: t('rejectMany') },
    ],
    bulkActions: [
      { value: 'approve-all', label: t('approveAll') },
      { value: 'reject-all', label: t('rejectAll') },
    ],
    hidden: navigationFilter(filter),
  })
}

function table(page: Context, rows: readonly Draft[]) {
  const { t } = page
  return html`<table class="list cards drafts">
    <thead>
      <tr>
        ${page.may('own:write') ? checkboxHead(page) : ''}
        <th>${t('product')}</th>
        <th class="number">${t('price')}</th>
        <th class="number">${t('confidence')}</th>
        <th>${t('says')}</th>
        <th class="number">${t('expires')}</th>
        <td></td>
      </tr>
    </thead>
    <tbody>
      ${rows.map((draft) => row(page, draft))}
    </tbody>
  </table>`
}

const variants = (page: Context, draft: Draft): unknown =>
  draft.variants.length === 0
    ? ''
    : html`<p dir="auto">${proven(page, draft, 'variants', variantsText(draft))}</p>`

function row(page: Context, draft: Draft) {
  const { t } = page
  const { id, name, status, confidence } = draft
  const isOpen = status === 'pending'
  return html`<tr id="draft-${id}">
    ${page.may('own:write') ? (isOpen ? checkboxCell(id, name) : html`<td></td>`) : ''}
    <td>
      <div class="with-picture">
        ${picture({ hash: pictureOf(draft), name, size: 96, isLazy: true })}
        <div>
          ${proven(page, draft, 'name', nameLink(page, draft))}
          ${isOpen ? '' : badge(STATE_SHAPES[status], t(`state_${status}`))}
          ${variants(page, draft)}
          ${draft.category === null ? '' : html`<p dir="auto">${draft.category}</p>`}
        </div>
      </div>
    </td>
    <td class="number">${proven(page, draft, 'price', price(page, draft))}</td>
    <td class="number">
      <span class="phone">${t('confidence')}: </span>${page.formats.percent(confidence)}
    </td>
    <td>${flags(page, draft)} ${duplicates(page, draft)} ${said(page, draft)}</td>
    <td class="number">${isOpen ? time(page, draft.expires_at) : ''}</td>
    <td class="acts">${isOpen && page.may('own:write') ? decideForms(page, draft) : ''}</td>
  </tr>`
}

/**
 * The name, described by where the values of the draft stand; it opens the form of an open draft.
 */
function nameLink(page: Context, draft: Draft) {
  const fields = ['name', 'price', ...(draft.variants.length === 0 ? [] : ['variants'])]
  const described = fields.filter(
    (field) => !draft.edited.includes(field) && evidence(page, draft, field) !== null,
  )
  const isEdited = draft.status === 'pending' && page.may('own:write')
  return html`<a
    class="name"
    href="${withQuery(`${PATH}/${draft.id}`, { back: ownAddress(page) })}"
    data-key="e"
    ${boolAttr(isEdited, 'data-dialog')}
    ${
      described.length === 0
        ? ''
        : html`aria-describedby="${described.map((field) => evidenceId(draft, field)).join(' ')}"`
    }
    dir="auto"
    >${draft.name}</a
  >`
}

/** Shows the caption of the post, with a link to the post. */
function said({ t }: Context, { post: { caption, permalink } }: Draft) {
  return html`<p class="note" dir="auto">${caption ?? t('noCaption')}</p>
    ${permalink === null ? '' : html`<p>${external(permalink, t('viewPost'))}</p>`}`
}

function decideForms(page: Context, { id, name }: Draft) {
  const { t } = page
  const form = (act: 'approve' | 'reject') =>
    html`<form method="post" action="${PATH}/${id}/${act}" data-morph>
      <input type="hidden" name="back" value="${ownAddress(page)}" />
      <button aria-label="${t(act)}: ${isolated(name)}" data-key="${act[0]}">${t(act)}</button>
    </form>`
  return html`${form('approve')}${form('reject')}`
}
