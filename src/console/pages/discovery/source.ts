import { html } from 'hono/html'
import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import { sayIn, wordOf } from '../../words.ts'
import { discoveryWords } from './words.ts'

export const SOURCE_KINDS = ['hashtags', 'location', 'similar_to', 'creators'] as const

const count = z.int()

export const Filters = z.object({
  min_followers: count.optional(),
  max_followers: count.optional(),
  min_posts: count.optional(),
  max_posts: count.optional(),
  languages: z.array(z.string()).optional(),
  categories: z.array(z.string()).optional(),
  public_only: z.boolean().optional(),
  verified_only: z.boolean().optional(),
})
export type Filters = z.output<typeof Filters>

const counts = {
  seen: count,
  known: count,
  created: count,
  filtered: z.record(z.string(), count),
  requests: count,
}

const Yield = z.object({ runs: count, ...counts, last_run_at: z.string() })
export type Yield = z.output<typeof Yield>

export const Hashtag = z.object({
  hashtag: z.string(),
  filters: Filters,
  is_paused: z.boolean(),
  last_discovered_at: z.string().nullable(),
  found: Yield.nullable(),
})
export type Hashtag = z.output<typeof Hashtag>
export const Hashtags = z.object({ data: z.array(Hashtag), next_cursor: z.string().nullable() })

const kind = z.enum(SOURCE_KINDS)

export const Sources = z.object({
  data: z.array(Yield.extend({ kind, source: z.string() })),
  next_cursor: z.string().nullable(),
})

export const Run = z.object({
  task_id: count,
  status: z.enum(['pending', 'running', 'done', 'failed', 'cancelled']),
  kind,
  source: z.string(),
  filters: Filters,
  ...counts,
  progress: z.object({ done: count, total: count }).nullable(),
  error_code: z.string().nullable(),
  created_at: z.string(),
  completed_at: z.string().nullable(),
})
export type Run = z.output<typeof Run>
export const Runs = z.object({ data: z.array(Run), next_cursor: z.string().nullable() })

/** A source as people call it. */
export function sourceName({ language }: Page, source: Pick<Run, 'kind' | 'source'>): string {
  const say = sayIn(language, discoveryWords)
  switch (source.kind) {
    case 'hashtags':
      return source.source
        .split(' ')
        .map((hashtag) => `#${hashtag}`)
        .join(' ')
    case 'location':
      return say('place', { id: source.source })
    case 'similar_to':
      return say('like', { name: source.source })
    case 'creators':
      return say('lists')
  }
}

/** Looked at, kept, left out and why: the cells of a table. */
export function yieldCells(page: Page, found: Omit<Yield, 'runs' | 'last_run_at'> | null) {
  const { formats, language } = page
  const say = sayIn(language, discoveryWords)
  if (found === null) {
    const none = html`<td class="number" title="${say('neverRunWhy')}">–</td>`
    return html`${none} ${none}
      <td title="${say('neverRunWhy')}">–</td>`
  }
  const share = found.seen === 0 ? 0 : found.created / found.seen
  return html`<td class="number">${formats.number(found.seen)}</td>
    <td
      class="number"
      title="${say('keptShare', { share: `${formats.number(Math.round(share * 100))} %` })}"
    >
      ${
        found.created === 0
          ? '0'
          : html`<a href="/console/creators?source=discover">${formats.number(found.created)}</a>`
      }
    </td>
    <td>${leftOut(page, found.filtered)}</td>`
}

/** How many were left out, most frequent reason first. */
function leftOut({ formats, language }: Page, filtered: Readonly<Record<string, number>>) {
  const rules = Object.entries(filtered)
    .filter(([, n]) => n > 0)
    .toSorted(([, one], [, other]) => other - one)
  const sum = rules.reduce((all, [, n]) => all + n, 0)
  const words = rules.map(
    ([rule, n]) =>
      `${wordOf(language, discoveryWords, `rule_${rule}`) ?? rule} ${formats.number(n)}`,
  )
  return html`${formats.number(sum)}
  ${words.length === 0 ? '' : html`<small class="line">${words.join(' · ')}</small>`}`
}

/** The filters that differ from the usual ones, in words. */
export function filterWords({ formats, language }: Page, filters: Filters): string {
  const say = sayIn(language, discoveryWords)
  const bound = (
    key: `filter_${'followers' | 'posts'}_${'from' | 'to'}`,
    value: number | undefined,
  ) => (value === undefined ? [] : [say(key, { n: formats.number(value) })])
  const words = [
    ...bound('filter_followers_from', filters.min_followers),
    ...bound('filter_followers_to', filters.max_followers),
    ...bound('filter_posts_from', filters.min_posts),
    ...bound('filter_posts_to', filters.max_posts),
    ...(filters.languages ?? []),
    ...(filters.categories ?? []),
    ...(filters.public_only === false ? [say('filter_private')] : []),
    ...(filters.verified_only === true ? [say('filter_verified')] : []),
  ]
  return words.length === 0 ? say('usualFilters') : words.join(' · ')
}
