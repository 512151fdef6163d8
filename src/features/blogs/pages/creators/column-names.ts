import { LISTED_MEASURES, type ListedMeasure } from '../../../../creators/fields.ts'

const FIRST = ['followers', 'er', 'city', 'language', 'topic', 'risks', 'last_posts'] as const
const LAST = ['last_post', 'scraped', 'audience', 'business_category', 'source'] as const

export type ColumnName = (typeof FIRST)[number] | (typeof LAST)[number] | ListedMeasure

const isFirst = (name: ColumnName): boolean => FIRST.some((first) => first === name)

/** The columns of the table, in their order; the name always precedes them. */
export const COLUMN_NAMES: readonly ColumnName[] = [
  ...FIRST,
  ...[...LISTED_MEASURES.keys()].filter((name) => !isFirst(name)),
  ...LAST,
]

export const DEFAULT_COLUMNS: readonly ColumnName[] = FIRST
