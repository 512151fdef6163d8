import { BLOG_MEASURES, type BlogMeasure } from '../../creators/fields.ts'
import { z } from '../../http/router.ts'
import { AIInsights } from '../analyze/index.ts'
import { BlogView, type UnreadFields } from '../blogs/index.ts'
import type { CellValue } from './csv.ts'
import type { CsvColumn } from './table-file.ts'

export type BlogColumn = CsvColumn<BlogView>

/** Columns that the API's Blog does not have by itself. */
const MADE: readonly BlogColumn[] = [
  {
    name: 'profile_url',
    // A creator that has lost its name to another one is at no address until the next scrape finds
    // the new name.
    cell: ({ username }) =>
      username.startsWith('~') ? null : `https://www.instagram.com/${username}/`,
  },
  {
    name: 'primary_category',
    cell: ({ categories }) => categories.find((category) => category.is_primary)?.name,
  },
]

/** Parts of a Blog that are readable only if they are written otherwise than as JSON. */
const WRITTEN: Readonly<Record<string, (blog: BlogView) => CellValue>> = {
  bio_links: ({ bio_links }) =>
    bio_links.map(({ url, title }) => (title ? `${title}: ${url}` : url)).join('\n'),
  categories: ({ categories }) => joined(categories.map(({ name }) => name)),
}

const joined = (values: readonly unknown[]): string => values.map(String).join(', ')

function readable(value: unknown): CellValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value
  return Array.isArray(value) ? joined(value) : JSON.stringify(value)
}

function partOf(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
  return Reflect.get(value, name)
}

/**
 * The decimals of a number that is in no table; a hundredth of a percent is as far as any rate is
 * known.
 */
const DECIMALS = 4
const MEASURES: Readonly<Record<string, BlogMeasure>> = BLOG_MEASURES

/** A number with as many decimals as are known of what it measures. */
function rounded(name: string, value: CellValue): CellValue {
  if (typeof value !== 'number') return value
  const factor = 10 ** (MEASURES[name]?.decimals ?? DECIMALS)
  // Adding 0 makes 0 of -0.
  return Math.round(value * factor) / factor + 0
}

const fields = Object.keys(BlogView.shape).map((name): BlogColumn => {
  const cell = WRITTEN[name] ?? ((blog: BlogView) => readable(partOf(blog, name)))
  return { name, cell: (blog) => rounded(name, cell(blog)) }
})

/** The model's findings, a column each, by path: ai_insights.content.primary_topic. */
const insights = pathsOf(AIInsights.shape).map((path): BlogColumn => {
  const steps = path.split('.')
  return {
    name: `ai_insights.${path}`,
    cell: ({ ai_insights }) => rounded(path, readable(steps.reduce<unknown>(partOf, ai_insights))),
  }
})

/** The paths to everything that is no object itself. */
function pathsOf(shape: object): string[] {
  return Object.entries(shape).flatMap(([name, schema]) => {
    const inner: unknown = schema instanceof z.ZodOptional ? schema.unwrap() : schema
    // Evidence is for looking at one creator; the column of all insights has it.
    if (name === 'evidence') return []
    return inner instanceof z.ZodObject
      ? pathsOf(inner.shape).map((path) => `${name}.${path}`)
      : [name]
  })
}

/** Every column that an export may have. */
export const CSV_COLUMNS: readonly BlogColumn[] = [...fields, ...MADE, ...insights]

/**
 * The columns of an export that names none: who, how large, how good, about what, and how far to
 * trust it. More do not fit a screen.
 */
const DEFAULT = (
  'username full_name profile_url follower_count er er_percentile view_rate_by_followers ' +
  'posts_per_week last_post_at languages primary_category paid_post_share risk_flags ' +
  'scrape_status scraped_at'
).split(' ')

export const DEFAULT_COLUMNS: readonly BlogColumn[] = DEFAULT.flatMap((name) =>
  CSV_COLUMNS.filter((column) => column.name === name),
)

/** Every column, those of an export that names none first. */
export const ALL_COLUMNS: readonly BlogColumn[] = [
  ...DEFAULT_COLUMNS,
  ...CSV_COLUMNS.filter(({ name }) => !DEFAULT.includes(name)),
]

/** The fields that made columns are made of. */
const SOURCES: Readonly<Record<string, string>> = {
  profile_url: 'username',
  primary_category: 'categories',
}

/** Returns the fields of a creator that none of these columns is made of. */
export function unreadBy(columns: readonly BlogColumn[]): UnreadFields {
  const read = new Set(columns.map(({ name }) => SOURCES[name] ?? name.split('.')[0]))
  return new Set(BlogView.keyof().options.filter((field) => field !== 'id' && !read.has(field)))
}
