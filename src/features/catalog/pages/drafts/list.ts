import { html } from 'hono/html'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import { ownAddress } from '../../../../console/page.ts'
import { hiddenFields } from '../../../../console/parts/forms/bulk.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { withQuery } from '../../../../console/parts/pager.ts'
import { select } from '../../../../console/parts/forms/select.ts'
import { tabs } from '../../../../console/parts/tabs.ts'
import { layout } from '../../../../console/layout.ts'
import { decided } from './decided.ts'
import {
  addressOfDraft,
  DECIDED_VIEWS,
  isDecided,
  navigationFilter,
  PATH,
  queryOf,
  readFilter,
  type Filter,
} from './filter.ts'
import { review } from './review.ts'
import { undoOffer } from './undo.ts'
import type { Context, DraftCounts, Store } from './kit.ts'

/** Shows the review of drafts: those to decide about, or those that were decided. */
export async function showDrafts(page: Context): Promise<Response> {
  const filter = readFilter(page.c.req.query())
  const [{ data: rows, next_cursor: next }, { data: stores }, counts] = await Promise.all([
    page.api.call('listProductDrafts', { query: queryOf(filter) }),
    page.api.call('listStores', { query: { limit: 200 } }),
    page.api.call('getProductDraftCounts', { query: { store: filter.store } }),
  ])
  const content =
    filter.view === 'skipped'
      ? skippedPosts(page, stores)
      : isDecided(filter)
        ? decided(page, filter, { rows, next })
        : await review(page, filter, { rows, next, counts })
  const body = html`${stateTabs(page, filter, { stores, counts })} ${viewNote(page, filter)}
  ${storeFilter(page, filter, stores)} ${content}
  ${await undoOffer(page, { undo: filter.undo, back: addressOfDraft(filter, filter.draft) })}`
  const isOpen = counts.pending > 0 && !isDecided(filter) && page.may('own:write')
  return page.c.html(
    await layout(page, {
      title: page.t('titleToDecide', { n: counts.pending }),
      lead: lead(page, filter, { stores, counts }),
      body,
      actions: isOpen && rows.length > 0 ? decideAll(page, filter, counts) : '',
    }),
  )
}

type Known = { stores: readonly Store[]; counts: DraftCounts }

/** Says who sells them, how many need a closer look, and until when the first is decided. */
function lead(page: Context, filter: Filter, { stores, counts }: Known) {
  const { t } = page
  const [only] = filter.store ? stores.filter(({ id }) => id === filter.store) : stores
  const name = only && (filter.store || stores.length === 1) ? html`<bdi>${only.name}</bdi>. ` : ''
  const { pending, clear, first_expires_at: first } = counts
  if (pending === 0) return html`${name}${t('leadNone')}`
  const view = (to: Filter['view'], text: string) =>
    html`<a href="${withQuery(PATH, navigationFilter({ ...filter, view: to }))}" data-morph
      >${text}</a
    >`
  const parts = [
    ...(clear > 0 ? [view('clear', t('readClearly', { n: clear }))] : []),
    ...(pending > clear ? [view('look', t('needLook', { n: pending - clear }))] : []),
  ]
  return html`${name}${parts[0]}${parts.length > 1 ? html`, ${parts[1]}` : ''}.
  ${first === null ? '' : view('expiring', t('firstExpires', { day: expiryDay(page, first) }))}`
}

const WEEK_MS = 6 * 86_400_000

function expiryDay({ formats, now }: Context, iso: string): string {
  const at = new Date(iso)
  return at.getTime() - now.getTime() < WEEK_MS ? formats.weekdayOnly(at) : formats.date(at)
}

/** The states of drafts, and what else is to be decided about, with their numbers. */
function stateTabs(page: Context, filter: Filter, { stores, counts }: Known) {
  const { t, formats } = page
  const tab = (view: Filter['view'], label: string, count: number) => ({
    label,
    href: withQuery(PATH, navigationFilter({ ...filter, scan: undefined, view })),
    isCurrent: view === 'all' ? isOpenView(filter) : view === filter.view,
    // The API counts no more of them.
    count: `${formats.number(count)}${view !== 'all' && count >= 2_000 ? '+' : ''}`,
  })
  const other = (label: string, href: string, count: number) => ({
    ...tab('skipped', label, count),
    href,
  })
  const only = filter.store ?? (stores.length === 1 ? stores[0]?.id : undefined)
  return tabs(t('views'), [
    tab('all', t('all'), counts.pending),
    ...DECIDED_VIEWS.map((view) => tab(view, t(`tab_${view}`), counts[view])),
    {
      ...other(
        t('conflicts'),
        withQuery('/console/products/conflicts', { store: filter.store }),
        counts.conflicts,
      ),
      isCurrent: false,
    },
    other(
      t('skippedPosts'),
      only === undefined
        ? withQuery(PATH, { view: 'skipped' })
        : `/console/stores/${only}/posts?outcome=skipped`,
      counts.skipped_posts,
    ),
  ])
}

const isOpenView = (filter: Filter): boolean => !isDecided(filter) && filter.view !== 'skipped'

/** Says which of the drafts to decide are shown, with the way to all. */
function viewNote({ t }: Context, { view, scan, store }: Filter) {
  const isSome = view === 'clear' || view === 'look' || view === 'expiring'
  if (scan === undefined && !isSome) return ''
  return html`<p class="of-import">
    ${scan === undefined ? '' : t('ofImport')} ${isSome ? t(`only_${view}`) : ''}
    <a href="${withQuery(PATH, { store })}" data-morph>${t('ofAll')}</a>
  </p>`
}

function storeFilter({ t }: Context, filter: Filter, stores: readonly Store[]) {
  if (stores.length < 2 || filter.view === 'skipped') return ''
  const options = [
    { value: '', label: t('anyStore') },
    ...stores.map(({ id, name }) => ({ value: id, label: name })),
  ]
  return html`<form class="drafts-store" action="${PATH}" data-morph>
    ${hiddenFields({ ...navigationFilter(filter), store: undefined })}
    ${select({ name: 'store', label: t('store'), options, chosen: filter.store ?? '' })}
    <button class="only-plain">${t('common.filter')}</button>
  </form>`
}

/** Decides about all that read clearly, or about all of another view. */
function decideAll(page: Context, filter: Filter, { clear }: DraftCounts) {
  const { t } = page
  const form = (act: 'approve-all' | 'reject-all', view: Filter['view'], label: string) =>
    html`<form method="post" action="${PATH}/decide" data-dialog>
      ${hiddenFields({ ...navigationFilter({ ...filter, view }), back: ownAddress(page) })}
      <button name="act" value="${act}" ${boolAttr(act === 'reject-all', 'class="danger"')}>
        ${label}
      </button>
    </form>`
  const isAll = filter.view === 'all' && filter.scan === undefined
  if (isAll && clear > 0) return form('approve-all', 'clear', t('approveClear', { n: clear }))
  if (isAll) return ''
  return html`${form('reject-all', filter.view, t('rejectAll'))}
  ${form('approve-all', filter.view, t('approveAll'))}`
}

/** The stores, each with its skipped posts. */
function skippedPosts({ t }: Context, stores: readonly Store[]) {
  if (stores.length === 0) return empty(t('noStores'), '')
  return html`<p>${t('skippedLead')}</p>
    <ul class="panel lines">
      ${stores.map(
        ({ id, name }) =>
          html`<li>
            <a class="name" href="/console/stores/${id}/posts?outcome=skipped" dir="auto"
              >${name}</a
            >
          </li>`,
      )}
    </ul>`
}
