import { html } from 'hono/html'
import { empty } from '../../../../console/parts/empty.ts'
import { pager } from '../../../../console/parts/pager.ts'
import { placeAmong } from '../../../../console/parts/figures/place.ts'
import { layout } from '../../../../console/layout.ts'
import { bulk } from './bulk-bar.ts'
import { filterForm } from './filter-form.ts'
import { addressWith, filterOf, isNarrowed, queryOf, withoutQuestion } from './filter.ts'
import { findCreators, type Found } from './find.ts'
import { gallery } from './gallery.ts'
import { emptyStateHints } from './empty-state-hints.ts'
import { relaxedNote, unknownWords } from './read-as.ts'
import { readIn, type FilterRead } from './reading.ts'
import { resultBar } from './result-bar.ts'
import { table } from './table.ts'
import { readViews, viewTabs } from './views.ts'
import type { Context } from './kit.ts'

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
  ${resultBar(page, filterRead, found)}
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
