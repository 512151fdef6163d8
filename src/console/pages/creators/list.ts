import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import { ProblemError } from '../../ask.ts'
import { addressOf, type Page } from '../../page.ts'
import { when } from '../../parts/attributes.ts'
import { bulkBar, hiddenFields } from '../../parts/bulk.ts'
import { empty } from '../../parts/empty.ts'
import { pager } from '../../parts/pager.ts'
import { shell } from '../../shell.ts'
import { sayIn } from '../../words.ts'
import { frameWords } from '../../words/frame.ts'
import { COLUMN_NAMES } from './column-names.ts'
import { COLUMNS, type Courses } from './columns.ts'
import { Count, Creators, type Creator } from './creator.ts'
import { filterForm, type Faults } from './filter-form.ts'
import { activeChips } from './filter-words.ts'
import { addressWith, askedOf, filterOf, isNarrowed, queryOf, type Filter } from './filter.ts'
import { gallery } from './gallery.ts'
import { otherWays } from './other-ways.ts'
import { table } from './table.ts'
import { readViews, viewTabs } from './views.ts'
import { creatorsWords } from './words.ts'

const ROWS = 50
const Suggestions = z.object({
  locations: z.array(z.string()),
  hashtags: z.array(z.string()),
  business_categories: z.array(z.string()),
  categories: z.array(z.object({ name: z.string(), creators: z.int() })),
  lists: z.array(z.string()),
})
const CoursesAnswer = z.object({
  data: z.array(z.object({ id: z.string(), followers: z.array(z.number().nullable()) })),
})

type Found = {
  rows: readonly Creator[]
  next: string | null
  count: z.output<typeof Count>
  courses: Courses
  faults: Faults
}

/** `GET /creators`: who fits. */
export async function showCreators(page: Page): Promise<Response> {
  const say = sayIn(page.language, creatorsWords)
  const filter = filterOf(page)
  const [found, suggested, views] = await Promise.all([
    findCreators(page, filter),
    page.ask('GET /api/blogs/suggestions', Suggestions),
    readViews(page),
  ])
  const ways = found.faults.size > 0 ? [] : await otherWays(page, filter, found.rows.length === 0)
  const body = html`${viewTabs(page, filter, views)}
  ${filterForm(page, filter, suggested, found.faults)} ${bar(page, filter, found)}
  ${ways.length === 0 || found.rows.length === 0 ? '' : html`<p class="ways">${ways}</p>`}
  ${
    found.rows.length === 0
      ? nothing(page, filter, found, ways)
      : html`${
          filter.isGallery
            ? gallery(page, found.rows)
            : table(page, filter, { rows: found.rows, courses: found.courses })
        }
        ${bulk(page, filter, found)}`
  }
  ${pager(page, '/console/creators', {
    filter: { ...queryOf(filter), cursor: undefined },
    cursor: filter.cursor,
    next: found.next,
  })}`
  const actions = page.may('creators:write')
    ? html`<a class="button" href="/console/creators/add" data-dialog>${say('add')}</a>`
    : ''
  const content = { title: say('title'), lead: say('lead'), body, actions }
  return page.c.html(await shell(page, content), found.faults.size > 0 ? 422 : 200)
}

async function findCreators(page: Page, filter: Filter): Promise<Found> {
  const asked = askedOf(filter)
  try {
    const [{ data, next_cursor }, count] = await Promise.all([
      page.ask('GET /api/blogs', Creators, {
        query: { ...asked, cursor: filter.cursor, limit: ROWS },
      }),
      page.ask('GET /api/blogs/count', Count, { query: { ...asked, sort: undefined } }),
    ])
    const courses = await coursesOf(page, filter, data)
    return { rows: data, next: next_cursor, count, courses, faults: new Map() }
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 422) throw error
    // A cursor of another sort has nothing to do with what people typed.
    const faults = (error.problem.errors ?? []).filter(({ field }) => field !== 'cursor')
    if (faults.length === 0) throw error
    const count = { count: 0, capped: false }
    const byField = new Map(
      faults.map(({ field, reason }) => [field, faultOf(page, field, reason)]),
    )
    return { rows: [], next: null, count, courses: new Map(), faults: byField }
  }
}

/** What is wrong with a part of the filter, in words of the page. */
function faultOf({ language }: Page, field: string, reason: string): string {
  const say = sayIn(language, creatorsWords)
  if (field === 'category') return say('noSuchCategory')
  if (field === 'list') return say('noSuchList')
  if (/^m(in|ax)_/.test(field)) return say('notANumber')
  return language === 'en' ? reason : say('notReadable')
}

async function coursesOf(page: Page, filter: Filter, rows: readonly Creator[]): Promise<Courses> {
  if (rows.length === 0 || filter.isGallery || !filter.columns.includes('followers'))
    return new Map()
  const { data } = await page.ask('GET /api/blogs/followers', CoursesAnswer, {
    query: { ids: rows.map(({ id }) => id).join(',') },
  })
  return new Map(data.map(({ id, followers }) => [id, followers]))
}

/** How many there are, the filter part by part, and how they are shown. */
function bar(page: Page, filter: Filter, { count, faults }: Found) {
  const say = sayIn(page.language, creatorsWords)
  const given = { ...queryOf(filter), cursor: undefined }
  const sign = (label: string, isCurrent: boolean, view: string | undefined) =>
    html`<a
      href="${addressWith(filter, { view })}"
      data-morph
      ${when(isCurrent, 'aria-current="true"')}
      >${label}</a
    >`
  return html`<div class="bar">
      <div class="active">
        ${
          faults.size > 0
            ? ''
            : html`<strong
                >${say(count.capped ? 'manyFound' : 'found', { n: count.count })}</strong
              >`
        }
        ${activeChips(page, filter)}
        ${
          isNarrowed(filter)
            ? html`<a href="${addressWith({ ...filter, values: {} })}" data-morph
                >${sayIn(page.language, frameWords)('clearFilters')}</a
              >`
            : ''
        }
      </div>
      <div class="switches">
        <nav class="switch" aria-label="${say('shownAs')}">
          ${sign(say('asTable'), !filter.isGallery, undefined)}
          ${sign(say('asGallery'), filter.isGallery, 'gallery')}
        </nav>
        ${filter.isGallery ? '' : columnChoice(page, filter)}
        ${
          page.may('exports:read')
            ? html`<a
                class="button"
                href="${addressWith(filter, {}).replace('/creators', '/creators/export')}"
                data-dialog
                >${say('export')}</a
              >`
            : ''
        }
      </div>
    </div>
    ${filter.isGallery ? sortForm(page, filter, given) : ''}`
}

function columnChoice(page: Page, filter: Filter) {
  const say = sayIn(page.language, creatorsWords)
  return html`<details class="column-choice" id="columns">
    <summary class="button">${say('columns')}</summary>
    <form action="/console/creators" data-morph>
      ${hiddenFields({ ...queryOf(filter), cursor: undefined, columns: undefined })}
      ${COLUMN_NAMES.map(
        (name) =>
          html`<label class="tick-field">
            <input
              type="checkbox"
              id="column-${name}"
              name="columns"
              value="${name}"
              ${when(filter.columns.includes(name), 'checked')}
            />
            ${COLUMNS[name].label(page.language)}
          </label>`,
      )}
      <button class="main">${sayIn(page.language, frameWords)('apply')}</button>
    </form>
  </details>`
}

/** A gallery has no headings to sort by. */
function sortForm(page: Page, filter: Filter, given: Record<string, string | undefined>) {
  const say = sayIn(page.language, creatorsWords)
  const sortable = COLUMN_NAMES.flatMap((name) => {
    const { sort, label } = COLUMNS[name]
    return sort === undefined ? [] : [{ value: sort, label: label(page.language) }]
  })
  return html`<form class="sort" action="/console/creators" data-morph>
    ${hiddenFields({ ...given, sort: undefined, order: undefined })}
    <label for="sort">${say('sortBy')}</label>
    <select id="sort" name="sort">
      <option value="">
        ${say(filter.values['q'] === undefined ? 'byNewest' : 'byRelevance')}
      </option>
      ${sortable.map(
        ({ value, label }) =>
          html`<option value="${value}" ${when(value === filter.sort, 'selected')}>
            ${label}
          </option>`,
      )}
    </select>
    <button>${sayIn(page.language, frameWords)('apply')}</button>
  </form>`
}

function nothing(page: Page, filter: Filter, { faults, next }: Found, ways: readonly unknown[]) {
  const say = sayIn(page.language, creatorsWords)
  const sayFrame = sayIn(page.language, frameWords)
  if (faults.size > 0) return empty(say('faulty'), [...new Set(faults.values())].join(' '))
  if (next !== null) return empty(say('noneSoFar'), say('noneSoFarHint'))
  if (isNarrowed(filter)) {
    const link = html`<a class="button" href="${addressWith({ ...filter, values: {} })}" data-morph
      >${sayFrame('clearFilters')}</a
    >`
    return empty(say('none'), html`${sayFrame('emptyFilter')} ${ways} ${link}`)
  }
  if (!page.may('creators:write')) return empty(say('noneYet'), say('noneYetHint'))
  return empty(
    say('noneYet'),
    html`${say('noneYetHint')}
      <a class="button" href="/console/creators/add" data-dialog>${say('add')}</a>`,
  )
}

function bulk(page: Page, filter: Filter, { count, rows }: Found) {
  const say = sayIn(page.language, creatorsWords)
  const all = count.capped || count.count <= rows.length ? [] : [count.count]
  const mayWrite = page.may('creators:write')
  const mayList = page.may('lists:write')
  return bulkBar(page, {
    action: addressOf('/creators/bulk'),
    acts: [
      { value: 'compare', label: say('compare'), leaves: true },
      ...(mayList ? [{ value: 'list', label: say('addToList') }] : []),
      ...(mayWrite
        ? [
            { value: 'scrape', label: say('scrape') },
            { value: 'analyze', label: say('analyze') },
          ]
        : []),
    ],
    actsOnAll: mayList ? all.map((n) => ({ value: 'list-all', label: say('addAll', { n }) })) : [],
    hidden: { ...queryOf(filter), cursor: undefined, expected: String(count.count) },
  })
}
