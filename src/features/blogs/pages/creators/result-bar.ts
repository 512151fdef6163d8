import { html } from 'hono/html'
import { boolAttr } from '../../../../console/parts/attributes.ts'
import { hiddenFields } from '../../../../console/parts/forms/bulk.ts'
import { COLUMN_NAMES } from './column-names.ts'
import { COLUMNS } from './columns.ts'
import { activeChips } from './filter-words.ts'
import { addressWith, isNarrowed, queryOf, withoutQuestion, type Filter } from './filter.ts'
import type { Found } from './find.ts'
import { namesRead } from './read-as.ts'
import type { FilterRead } from './reading.ts'
import type { Context } from './kit.ts'

/** How many there are, the filter part by part, and how they are shown. */
export function resultBar(page: Context, { filter, reading }: FilterRead, found: Found) {
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
