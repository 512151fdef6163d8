import { html } from 'hono/html'
import { refusable } from '../../../../console/kit/refusable.ts'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import { hiddenFields } from '../../../../console/parts/forms/bulk.ts'
import { empty } from '../../../../console/parts/empty.ts'
import { pager } from '../../../../console/parts/pager.ts'
import { placeAmong } from '../../../../console/parts/figures/place.ts'
import { layout } from '../../../../console/layout.ts'
import { bulk } from './bulk-bar.ts'
import { COLUMN_NAMES } from './column-names.ts'
import { COLUMNS, type Glances } from './columns.ts'
import { filterForm, type Faults } from './filter-form.ts'
import { activeChips } from './filter-words.ts'
import {
  addressWith,
  queryFor,
  filterOf,
  isNarrowed,
  queryOf,
  withoutQuestion,
  type Filter,
} from './filter.ts'
import { gallery } from './gallery.ts'
import { emptyStateHints } from './empty-state-hints.ts'
import { namesRead, relaxedNote, unknownWords } from './read-as.ts'
import { readIn, type FilterRead } from './reading.ts'
import { table } from './table.ts'
import { readViews, viewTabs } from './views.ts'
import type { Context, Count, Creator } from './kit.ts'

const ROWS = 50

type Found = {
  rows: readonly Creator[]
  next: string | null
  count: Count
  /** Creators not read yet; counted where nothing narrows the list. */
  unread: Count
  glances: Glances
  faults: Faults
}

const NO_COUNT: Count = { count: 0, capped: false }

/**
 * Creators not read yet have nothing to choose by: they come after those that were, although they
 * are the newest of all after an import.
 */
const defaultSort = ({ values }: Filter) =>
  values['q'] === undefined ? ('scraped_at' as const) : undefined

/** `GET /creators`: who fits. */
export async function showCreators(page: Context): Promise<Response> {
  const { t } = page
  const filterRead = await readIn(page, filterOf(page))
  const { filter } = filterRead
  const finding = findCreators(page, filterRead)
  const [found, suggested, views, hints] = await Promise.all([
    finding,
    page.api.call('suggestBlogFilters'),
    readViews(page),
    emptyStateHints(page, filter, finding),
  ])
  const ways = found.faults.size > 0 ? [] : hints
  const body = html`${viewTabs(page, filter, views)}
  ${filterForm(page, filterRead, suggested, {
    faults: found.faults,
    note: relaxedNote(page, filterRead, found.count),
  })}
  ${bar(page, filterRead, found)}
  ${ways.length === 0 || found.rows.length === 0 ? '' : html`<p class="ways">${ways}</p>`}
  ${
    found.rows.length === 0
      ? nothing(page, filterRead, found, ways)
      : html`${
          filter.isGallery
            ? gallery(page, found.rows, found.glances)
            : html`${table(page, filter, { rows: found.rows, glances: found.glances })}
                <p class="place-key">${placeAmong(70, t('placeKey'))} ${t('placeKey')}</p>`
        }
        ${bulk(page, filter, found)}`
  }
  ${pager(page, '/console/creators', {
    filter: { ...queryOf(filter), cursor: undefined },
    cursor: filter.cursor,
    next: found.next,
    rows: found.rows.length,
    total: found.count,
  })}`
  const actions = page.may('creators:write')
    ? html`<a class="button" href="/console/creators/add" data-dialog>${t('add')}</a>`
    : ''
  const content = { title: t('title'), lead: t('lead'), body, actions }
  return page.c.html(await layout(page, content), found.faults.size > 0 ? 422 : 200)
}

async function findCreators(page: Context, { filter, reading }: FilterRead): Promise<Found> {
  if (reading?.conditions.length === 0 && !isNarrowed(filter)) return NONE
  const query = queryFor(filter)
  const sort = query.sort ?? defaultSort(filter)
  const calls = Promise.all([
    page.api.call('listBlogs', { query: { ...query, sort, cursor: filter.cursor, limit: ROWS } }),
    page.api.call('countBlogs', { query: { ...query, sort: undefined } }),
    isNarrowed(filter) ? NO_COUNT : page.api.call('countBlogs', { query: { status: 'pending' } }),
  ])
  const { answer, refusal } = await refusable(calls, [422])
  if (refusal) {
    // A cursor of another sort has nothing to do with what people typed.
    const faults = (refusal.problem.errors ?? []).filter(({ field }) => field !== 'cursor')
    if (faults.length === 0) throw refusal
    const byField = faults.map(
      ({ field, reason }) => [field, faultOf(page, field, reason)] as const,
    )
    return { ...NONE, faults: new Map(byField) }
  }
  const [{ data, next_cursor: next }, count, unread] = answer
  const glances = await glancesAt(page, filter, data)
  return { rows: data, next, count, unread, glances, faults: new Map() }
}

const NONE: Found = {
  rows: [],
  next: null,
  count: NO_COUNT,
  unread: NO_COUNT,
  glances: new Map(),
  faults: new Map(),
}

/** Returns the error of one field of the filter, in words of the page. */
function faultOf({ t, language }: Context, field: string, reason: string): string {
  if (field === 'category') return t('noSuchCategory')
  if (field === 'list') return t('noSuchList')
  if (/^m(in|ax)_/.test(field)) return t('notANumber')
  return language === 'en' ? reason : t('notReadable')
}

const TABLE_POSTS = 3
const GALLERY_POSTS = 6

/** Reads what rows show beside the numbers of their creators, for all rows together. */
async function glancesAt(
  { api }: Context,
  { isGallery, columns }: Filter,
  rows: readonly Creator[],
): Promise<Glances> {
  if (rows.length === 0) return new Map()
  const ids = rows.map(({ id }) => id).join(',')
  const posts = String(isGallery ? GALLERY_POSTS : TABLE_POSTS)
  const [followers, previews] = await Promise.all([
    !isGallery && columns.includes('followers')
      ? api.call('listFollowersByWeek', { query: { ids } })
      : { data: [] },
    api.call('listBlogPreviews', { query: { ids, posts } }),
  ])
  const courses = new Map(followers.data.map((each) => [each.id, each.followers]))
  return new Map(
    previews.data.map(({ id, er, posts: newest }) => [
      id,
      { followers: courses.get(id) ?? [], er, posts: newest },
    ]),
  )
}

/** How many there are, the filter part by part, and how they are shown. */
function bar(page: Context, { filter, reading }: FilterRead, found: Found) {
  const { t } = page
  const { count, faults } = found
  const params = { ...queryOf(filter), cursor: undefined }
  const sign = (label: string, isCurrent: boolean, view: string | undefined) =>
    html`<a
      href="${addressWith(filter, { view })}"
      data-morph
      ${boolAttr(isCurrent, 'aria-current="true"')}
      >${label}</a
    >`
  return html`<div class="bar">
      <div class="active">
        ${
          faults.size > 0
            ? ''
            : html`<strong>${t(count.capped ? 'manyFound' : 'found', { n: count.count })}</strong>`
        }
        ${unreadLink(page, filter, found)} ${activeChips(page, filter, namesRead(filter, reading))}
        ${
          isNarrowed(filter)
            ? html`<a
                class="quiet"
                href="${addressWith({ ...withoutQuestion(filter), values: {} })}"
                data-morph
                >${t('common.clearFilters')}</a
              >`
            : ''
        }
      </div>
      <div class="switches">
        <nav class="switch" aria-label="${t('shownAs')}">
          ${sign(t('asTable'), !filter.isGallery, undefined)}
          ${sign(t('asGallery'), filter.isGallery, 'gallery')}
        </nav>
        ${filter.isGallery ? '' : columnChoice(page, filter)}
        ${
          page.may('exports:read')
            ? html`<a
                class="button"
                href="${addressWith(filter, {}).replace('/creators', '/creators/export')}"
                data-dialog
                >${t('export')}</a
              >`
            : ''
        }
      </div>
    </div>
    ${filter.isGallery ? sortForm(page, filter, params) : ''}`
}

/** The creators that wait for their first reading, in one line. */
function unreadLink({ t }: Context, filter: Filter, { unread: { count, capped } }: Found) {
  if (count === 0) return ''
  const text = t(capped ? 'manyUnread' : 'unread', { n: count })
  return html`<a class="quiet" href="${addressWith(filter, { status: 'pending' })}" data-morph
    >${text}</a
  >`
}

function columnChoice(page: Context, filter: Filter) {
  const { t } = page
  return html`<details class="column-choice" id="columns">
    <summary class="button">${t('columns')}</summary>
    <form action="/console/creators" data-morph>
      ${hiddenFields({ ...queryOf(filter), cursor: undefined, columns: undefined })}
      ${COLUMN_NAMES.map(
        (name) =>
          html`<label class="tick-field" dir="auto">
            <input
              type="checkbox"
              id="column-${name}"
              name="columns"
              value="${name}"
              ${boolAttr(filter.columns.includes(name), 'checked')}
            />
            ${t(COLUMNS[name].label)}
          </label>`,
      )}
      <button class="main">${t('common.apply')}</button>
    </form>
  </details>`
}

/** A gallery has no headings to sort by. */
function sortForm(page: Context, filter: Filter, params: Record<string, string | undefined>) {
  const { t } = page
  const columns = COLUMN_NAMES.flatMap((name) => {
    const { sort, label } = COLUMNS[name]
    return sort === undefined ? [] : [{ value: sort, label: t(label) }]
  })
  const sortable = [{ value: 'created_at', label: t('byNewest') }, ...columns]
  return html`<form class="sort" action="/console/creators" data-morph>
    ${hiddenFields({ ...params, sort: undefined, order: undefined })}
    <label for="sort">${t('sortBy')}</label>
    <select id="sort" name="sort">
      <option value="">${t(filter.values['q'] === undefined ? 'byRead' : 'byRelevance')}</option>
      ${sortable.map(
        ({ value, label }) =>
          html`<option value="${value}" ${boolAttr(value === filter.sort, 'selected')}>
            ${label}
          </option>`,
      )}
    </select>
    <button>${t('common.apply')}</button>
  </form>`
}

function nothing(
  page: Context,
  { filter, reading }: FilterRead,
  { faults, next }: Found,
  ways: readonly unknown[],
) {
  const { t } = page
  if (faults.size > 0) return empty(t('faulty'), [...new Set(faults.values())].join(' '))
  if (next !== null) return empty(t('noneSoFar'), t('noneSoFarHint'))
  if (reading?.conditions.length === 0 && !isNarrowed(filter))
    return empty(t('noWords'), t('noWordsHint'))
  if (isNarrowed(filter)) {
    const link = html`<a
      class="button"
      href="${addressWith({ ...withoutQuestion(filter), values: {} })}"
      data-morph
      >${t('common.clearFilters')}</a
    >`
    const unknown = unknownWords(page, filter, reading)
    return empty(t('none'), html`${unknown ?? t('common.emptyFilter')} ${ways} ${link}`)
  }
  if (!page.may('creators:write')) return empty(t('noneYet'), t('noneYetHint'))
  return empty(
    t('noneYet'),
    html`${t('noneYetHint')}
      <a class="button" href="/console/creators/add" data-dialog>${t('add')}</a>`,
  )
}
