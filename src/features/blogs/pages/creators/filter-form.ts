import { html } from 'hono/html'
import { cityName, cityOf } from '../../../../places/cities.ts'
import { icon } from '../../../../console/icons.ts'
import { BLOG_TIMES } from '../../../../creators/fields.ts'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import { hiddenFields } from '../../../../console/parts/forms/bulk.ts'
import { field } from '../../../../console/parts/forms/field.ts'
import { select } from '../../../../console/parts/forms/select.ts'
import { MEASURES } from '../../../../creators/search-values.ts'
import { queryOf, type Filter } from './filter.ts'
import { readAs } from './read-as.ts'
import type { FilterRead } from './reading.ts'
import {
  categoryName,
  isChoice,
  nameOf,
  optionsOf,
  valueName,
  type Option,
} from './filter-words.ts'
import type { Context, Suggestions, TextKey } from './kit.ts'

/** The API's errors about the filter, by field. */
export type Faults = ReadonlyMap<string, string>

type Form = { page: Context; filter: Filter; faults: Faults; suggested: Suggestions }

type Group = {
  title: TextKey
  fields: readonly string[]
  hint?: TextKey
}

/** The groups of less frequent filters by subject, in the order of the page. */
export const GROUPS = {
  growth: {
    title: 'groupGrowth',
    fields: [
      'follower_growth_7_days',
      'follower_growth_30_days',
      'engagement_trend_per_30_days',
      'engagement_trend',
    ],
  },
  reels: { title: 'groupReels', fields: ['view_rate', 'er_reels', 'er_reels_by_views'] },
  posting: {
    title: 'groupPosting',
    fields: [
      'posts_per_week',
      'posts_last_28_days',
      'last_post_within_days',
      'er_percentile',
      'engagement_spread',
      'comments_per_like',
      'hashtag',
      'location',
      'caption_language',
    ],
  },
  audience: {
    title: 'groupAudience',
    fields: ['audience_gender', 'audience_age', 'audience_region', 'has_children', 'ai_confidence'],
    hint: 'audienceHint',
  },
  advertising: { title: 'groupAdvertising', fields: ['paid_post_share', 'mentions'] },
  profile: {
    title: 'groupProfile',
    fields: [
      'tier',
      'username',
      'name',
      'country',
      'business_category',
      'verified',
      'business',
      'following',
      'media',
    ],
  },
  risks: { title: 'groupRisks', fields: ['has_risk_flags', 'risk_flag'] },
  lists: {
    title: 'groupLists',
    fields: ['list', 'status', 'source', 'created_within_days', 'scraped_within_days'],
  },
} as const satisfies Record<string, Group>

/** The most frequent filters, beside the words. */
export const FIRST_ROW = ['followers', 'er', 'city', 'language', 'category'] as const

/**
 * The filter: what is asked for most in a row, all the rest in named groups that open. The note is
 * about the question.
 */
export function filterForm(
  page: Context,
  { filter, reading }: FilterRead,
  suggested: Suggestions,
  { faults, note }: { faults: Faults; note: unknown },
) {
  const { t } = page
  const { q, question, cursor: _cursor, ...query } = queryOf(filter)
  const form = { page, filter, faults, suggested }
  const { sort, order, columns, view } = query
  const { locations, hashtags, business_categories } = suggested
  const cities = suggestedCities(page, suggested)
  return html`<form
    class="creators-filter"
    id="filter"
    action="/console/creators"
    data-morph
    role="search"
  >
    ${hiddenFields({ sort, order, columns, view, q, read: question ?? q })}
    <div class="ask">
      ${icon('search')}
      <input
        type="search"
        id="q"
        name="question"
        value="${question ?? q ?? ''}"
        maxlength="${MAX_TEXT}"
        autocomplete="off"
        aria-label="${nameOf(page, 'q')}"
        placeholder="${t('searchHint')}"
      />
    </div>
    ${readAs(page, filter, reading)} ${note}
    <details class="on-phone" ${faults.size > 0 ? 'open' : ''}>
      <summary class="button">${t('common.filter')}</summary>
    </details>
    <div class="filters">
      <div class="filter-row">${FIRST_ROW.map((name) => control(form, name))}</div>
      <div class="filter-groups">
        <span>${t('common.moreFilters')}</span>
        ${Object.entries(GROUPS).map(([id, group]) => groupOf(form, id, group))}
      </div>
    </div>
    <button class="only-plain">${t('common.filter')}</button>
    ${Object.entries({ cities, locations, hashtags, business_categories }).map(
      ([id, texts]) =>
        html`<datalist id="${id}">
          ${texts.map((text) => html`<option value="${text}"></option>`)}
        </datalist>`,
    )}
  </form>`
}

/** Cities that creators live in, in the language of the page. */
function suggestedCities({ language }: Context, { cities }: Suggestions): string[] {
  return cities.map(({ id, name }) => {
    const city = cityOf(id)
    return city ? cityName(city, language) : name
  })
}

/** The parameters of a field: a number has two. */
const parametersOf = (name: string): readonly string[] =>
  MEASURES.has(name) ? [`min_${name}`, `max_${name}`] : [name]

/** A group is open where something in it is wrong, and says how much of it is in force. */
function groupOf(form: Form, id: string, { title, fields, hint }: Group) {
  const { page, filter, faults } = form
  const { t } = page
  const parameters = fields.flatMap(parametersOf)
  const active = fields.filter((name) => parametersOf(name).some((each) => each in filter.values))
  const isFaulty = parameters.some((name) => faults.has(name))
  return html`<details id="group-${id}" name="filter-groups" ${boolAttr(isFaulty, 'open')}>
    <summary>${t(title)}${active.length === 0 ? '' : ` (${active.length})`}</summary>
    <div class="panel padded">
      ${hint === undefined ? '' : html`<p class="hint">${t(hint)}</p>`}
      <div class="filter-grid">${fields.map((name) => control(form, name))}</div>
    </div>
  </details>`
}

/** An address takes no more. */
const MAX_TEXT = 500

const SUGGESTED: Readonly<Record<string, string>> = {
  city: 'cities',
  location: 'locations',
  hashtag: 'hashtags',
  business_category: 'business_categories',
}
const TIMES: ReadonlySet<string> = new Set(
  Object.values(BLOG_TIMES).map(({ parameter }) => parameter),
)

/** The input of a field: a range, a choice of names or values, or text. */
function control(form: Form, name: string) {
  const { page, suggested } = form
  const { t } = page
  if (MEASURES.has(name)) return range(form, name)
  // What a question read is chosen here, too; see `about` of GET /api/blogs.
  if (name === 'category')
    return pick(
      form,
      form.filter.values['about'] === undefined ? 'category' : 'about',
      suggested.categories.map(({ name: value, creators }) => ({
        value,
        label: `${categoryName(page.language, value)} (${page.formats.number(creators)})`,
      })),
    )
  if (name === 'list')
    return pick(
      form,
      'list',
      suggested.lists.map((value) => ({ value, label: value })),
    )
  if (isChoice(name)) return choose(form, name)
  const list = SUGGESTED[name]
  const hint = TIMES.has(name) ? t('days') : name === 'mentions' ? t('mentionsHint') : undefined
  return write(form, name, { ...(list && { list }), ...(hint && { hint }) })
}

const choose = ({ page, filter }: Form, name: string) =>
  select({
    name,
    label: nameOf(page, name),
    options: optionsOf(page, name, filter.values[name]),
    chosen: filter.values[name] ?? '',
  })

/** One of the names that the data has; another one, of an address, stays to be seen and changed. */
function pick(
  { page, filter }: Form,
  name: 'category' | 'about' | 'list',
  named: readonly Option[],
) {
  const chosen = filter.values[name]
  const isNamed = chosen === undefined || named.some(({ value }) => value === chosen)
  const other = isNamed ? [] : [{ value: chosen, label: severalNames(page, name, chosen) }]
  const any = { value: '', label: page.t('any') }
  return select({
    name,
    label: nameOf(page, name),
    options: [any, ...named, ...other],
    chosen: chosen ?? '',
  })
}

const write = (
  { page, filter, faults }: Form,
  name: string,
  more: { list?: string; hint?: string } = {},
) =>
  field({
    name,
    label: nameOf(page, name),
    value: name === 'city' ? citiesOf(page, filter) : filter.values[name],
    isRequired: false,
    fault: faults.get(name),
    ...more,
  })

const severalNames = (page: Context, name: string, values: string): string =>
  values
    .split(',')
    .map((each) => valueName(page, name, each))
    .join(', ')

/** The cities of the filter in the language of the page. */
function citiesOf(page: Context, { values: { city } }: Filter): string | undefined {
  return city === undefined ? undefined : severalNames(page, 'city', city)
}

/** From and to of a number. */
function range({ page, filter, faults }: Form, name: string) {
  const { t } = page
  const percent = MEASURES.get(name)?.isPercent === true ? ', %' : ''
  const label = `${nameOf(page, name)}${percent}`
  const fault = faults.get(`min_${name}`) ?? faults.get(`max_${name}`)
  const bound = (side: 'min' | 'max') =>
    html`<input
      id="${side}_${name}"
      name="${side}_${name}"
      value="${filter.values[`${side}_${name}`] ?? ''}"
      inputmode="decimal"
      autocomplete="off"
      placeholder="${t(side)}"
      aria-label="${label}: ${t(side)}"
      ${boolAttr(faults.has(`${side}_${name}`), 'aria-invalid="true"')}
    />`
  return html`<div class="field range">
    <span class="label">${label}</span>
    ${bound('min')} ${bound('max')}
    ${fault === undefined ? '' : html`<p class="fault">${fault}</p>`}
  </div>`
}
