import { addressOf } from '../../../../console/page.ts'
import { bulkBar } from '../../../../console/parts/forms/bulk.ts'
import { queryOf, type Filter } from './filter.ts'
import type { Context, Count, Creator } from './kit.ts'
import { MIN_REQUESTS } from './scrape-cost.ts'

/** Acts on chosen creators, and on all that match, with the number and the cost in the button. */
export function bulk(
  page: Context,
  filter: Filter,
  { count, rows }: { count: Count; rows: readonly Creator[] },
) {
  const { t, formats } = page
  const mayWrite = page.may('creators:write')
  const mayList = page.may('lists:write')
  const n = count.count
  // Of more than are counted no button could say how many it is about.
  const isWhole = !count.capped && n > 0
  const requests = formats.number(n * MIN_REQUESTS)
  return bulkBar(page, {
    action: addressOf('/creators/bulk'),
    actions: [
      { value: 'compare', label: t('compare'), leaves: true },
      ...(mayList ? [{ value: 'list', label: t('addToList') }] : []),
      ...(mayWrite
        ? [
            { value: 'scrape', label: t('scrape') },
            { value: 'analyze', label: t('analyze') },
          ]
        : []),
    ],
    bulkActions:
      isWhole && rows.length > 0
        ? [
            ...(mayList ? [{ value: 'list-all', label: t('addAll', { n }) }] : []),
            ...(mayWrite
              ? [
                  { value: 'scrape-all', label: t('scrapeAll', { n, requests }) },
                  { value: 'analyze-all', label: t('analyzeAll', { n }) },
                ]
              : []),
          ]
        : [],
    hidden: { ...queryOf(filter), cursor: undefined, expected: String(n) },
  })
}
