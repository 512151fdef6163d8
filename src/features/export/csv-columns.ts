import { z } from '../../http/router.ts'
import { AIInsights } from '../analyze/index.ts'
import { BlogView } from '../blogs/index.ts'
import type { CellValue } from './csv-cell.ts'

/** A column of an export: how its cell is made of a creator. */
export type CsvColumn = { name: string; cell: (blog: BlogView) => CellValue }

/** Columns that the API's Blog does not have by itself. */
const MADE: readonly CsvColumn[] = [
  {
    name: 'profile_url',
    // Whoever has lost its name to somebody else is at no address until the next scrape tells the new one.
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

const fields = Object.keys(BlogView.shape).map((name): CsvColumn => {
  const written = WRITTEN[name]
  return { name, cell: written ?? ((blog) => readable(partOf(blog, name))) }
})

/** What the model found, a column each, by path: ai_insights.content.primary_topic. */
const insights = pathsOf(AIInsights.shape).map((path): CsvColumn => {
  const steps = path.split('.')
  return {
    name: `ai_insights.${path}`,
    cell: ({ ai_insights }) => readable(steps.reduce<unknown>(partOf, ai_insights)),
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
export const CSV_COLUMNS: readonly CsvColumn[] = [...fields, ...MADE, ...insights]

/** Who, how large, how good, and then the rest; ids and the JSON of all insights only when they are asked for. */
const FIRST =
  'username full_name profile_url follower_count follower_tier er er_posts er_percentile'
const LEFT_OUT = new Set(['person_id', 'platform', 'platform_id', 'avatar_url', 'ai_insights'])

/** The columns of an export that names none. */
export const DEFAULT_COLUMNS: readonly CsvColumn[] = [
  ...FIRST.split(' ').flatMap((first) => CSV_COLUMNS.filter(({ name }) => name === first)),
  ...CSV_COLUMNS.filter(({ name }) => !FIRST.split(' ').includes(name) && !LEFT_OUT.has(name)),
]
