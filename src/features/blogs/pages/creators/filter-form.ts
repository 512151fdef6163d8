import { html } from 'hono/html'
import { BLOG_TIMES } from '../../../../creators/fields.ts'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import { hiddenFields } from '../../../../console/parts/forms/bulk.ts'
import { field } from '../../../../console/parts/forms/field.ts'
import { select } from '../../../../console/parts/forms/select.ts'
import { MEASURES, queryOf, type Filter } from './filter.ts'
import { nameOf, optionsOf, type Option } from './filter-words.ts'
import type { Context, Suggestions } from './kit.ts'

/** The API's errors about the filter, by field. */
export type Faults = ReadonlyMap<string, string>

type Form = { page: Context; filter: Filter; faults: Faults }

/** The filter: what is asked for most in a row, all the rest below "More filters". */
export function filterForm(page: Context, filter: Filter, suggested: Suggestions, faults: Faults) {
  const { t } = page
  const { q, cursor: _cursor, ...query } = queryOf(filter)
  const form = { page, filter, faults }
  const { sort, order, columns, view } = query
  const { locations, hashtags, business_categories } = suggested
  return html`<form
    class="creators-filter"
    id="filter"
    action="/console/creators"
    data-morph
    role="search"
  >
    ${hiddenFields({ sort, order, columns, view })}
    <div class="filter-row">
      <div class="field wide">
        <label for="q">${nameOf(page, 'q')}</label>
        <input
          type="search"
          id="q"
          name="q"
          value="${q ?? ''}"
          autocomplete="off"
          placeholder="${t('searchHint')}"
        />
      </div>
      ${pick(
        form,
        'category',
        suggested.categories.map(({ name, creators }) => ({
          value: name,
          label: `${name} (${page.formats.number(creators)})`,
        })),
      )}
      ${write(form, 'location', { list: 'locations' })} ${choose(form, 'tier')}
      ${choose(form, 'language')}
      ${pick(
        form,
        'list',
        suggested.lists.map((value) => ({ value, label: value })),
      )}
    </div>
    ${moreFilters(form)}
    <button class="only-plain">${t('common.filter')}</button>
    ${Object.entries({ locations, hashtags, business_categories }).map(
      ([id, texts]) =>
        html`<datalist id="${id}">
          ${texts.map((text) => html`<option value="${text}"></option>`)}
        </datalist>`,
    )}
  </form>`
}

function moreFilters(form: Form) {
  const { page, faults } = form
  const { t } = page
  const group = (title: string, fields: readonly unknown[], hint?: string) =>
    html`<h2>${title}</h2>
      ${hint === undefined ? '' : html`<p class="hint">${hint}</p>`}
      <div class="filter-grid">${fields}</div>`
  const chosen = (...names: string[]) => names.map((name) => choose(form, name))
  return html`<details id="more" ${boolAttr(faults.size > 0, 'open')}>
    <summary>${t('common.moreFilters')}</summary>
    ${group(
      t('groupAudience'),
      chosen('audience_gender', 'audience_age', 'audience_region', 'has_children'),
      t('audienceHint'),
    )}
    ${group(
      t('groupNumbers'),
      [...MEASURES.keys()].map((name) => range(form, name)),
    )}
    ${group(t('groupContent'), [
      write(form, 'hashtag', { list: 'hashtags' }),
      write(form, 'mentions', { hint: t('mentionsHint') }),
      ...chosen('caption_language', 'engagement_trend'),
      ...Object.values(BLOG_TIMES).map(({ parameter }) =>
        write(form, parameter, { hint: t('days') }),
      ),
    ])}
    ${group(t('groupProfile'), [
      write(form, 'username'),
      write(form, 'name'),
      write(form, 'business_category', { list: 'business_categories' }),
      ...chosen('verified', 'business', 'has_risk_flags', 'risk_flag', 'status', 'source'),
    ])}
  </details>`
}

const choose = ({ page, filter }: Form, name: string) =>
  select({
    name,
    label: nameOf(page, name),
    options: optionsOf(page, name, filter.values[name]),
    chosen: filter.values[name] ?? '',
  })

/** One of the names that the data has; another one, of an address, stays to be seen and changed. */
function pick({ page, filter }: Form, name: 'category' | 'list', named: readonly Option[]) {
  const chosen = filter.values[name]
  const isNamed = chosen === undefined || named.some(({ value }) => value === chosen)
  const other = isNamed ? [] : [{ value: chosen, label: chosen }]
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
    value: filter.values[name],
    isRequired: false,
    fault: faults.get(name),
    ...more,
  })

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
