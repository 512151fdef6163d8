import { html } from 'hono/html'
import { messageOf } from '../../../console/messages.ts'
import { languageName } from '../../../console/parts/language-name.ts'
import { messages } from '../texts/index.ts'
import type { Context, Filters, Run, Source } from './kit.ts'

/** A source as people call it. */
export function sourceName({ t }: Context, source: Pick<Run, 'kind' | 'source'>): string {
  switch (source.kind) {
    case 'hashtags':
      return source.source
        .split(' ')
        .map((hashtag) => `#${hashtag}`)
        .join(' ')
    case 'location':
      return t('place', { id: source.source })
    case 'similar_to':
      return t('like', { name: source.source })
    case 'creators':
      return t('lists')
  }
}

/** Shows examined, kept and left out creators, and the reasons: the cells of a table. */
export function yieldCells(
  page: Context,
  found: Pick<Source, 'examined' | 'created' | 'filtered'> | null,
) {
  const { t, formats } = page
  if (found === null) {
    const none = html`<td class="number" title="${t('neverRunWhy')}">–</td>`
    return html`${none} ${none}
      <td title="${t('neverRunWhy')}">–</td>`
  }
  const share = found.examined === 0 ? 0 : found.created / found.examined
  return html`<td class="number">${formats.number(found.examined)}</td>
    <td
      class="number"
      title="${t('keptShare', { share: formats.percent(Math.round(share * 100) / 100) })}"
    >
      ${
        found.created === 0
          ? '0'
          : html`<a href="/console/creators?source=discover">${formats.number(found.created)}</a>`
      }
    </td>
    <td>${filteredOut(page, found.filtered)}</td>`
}

/** Shows how many were left out, most frequent reason first. */
function filteredOut({ formats, language }: Context, filtered: Readonly<Record<string, number>>) {
  const rules = Object.entries(filtered)
    .filter(([, n]) => n > 0)
    .toSorted(([, one], [, other]) => other - one)
  const sum = rules.reduce((all, [, n]) => all + n, 0)
  const words = rules.map(
    ([rule, n]) => `${messageOf(language, messages, `rule_${rule}`) ?? rule} ${formats.number(n)}`,
  )
  return html`${formats.number(sum)}
  ${words.length === 0 ? '' : html`<small class="line">${words.join(' · ')}</small>`}`
}

/** The filters that differ from the usual ones, in words. */
export function filterWords({ t, formats, language }: Context, filters: Filters): string {
  const bound = (
    key: `filter_${'followers' | 'posts'}_${'from' | 'to'}`,
    value: number | undefined,
  ) => (value === undefined ? [] : [t(key, { n: formats.number(value) })])
  const words = [
    ...bound('filter_followers_from', filters.min_followers),
    ...bound('filter_followers_to', filters.max_followers),
    ...bound('filter_posts_from', filters.min_posts),
    ...bound('filter_posts_to', filters.max_posts),
    ...(filters.languages ?? []).map((code) => languageName(language, code)),
    ...(filters.categories ?? []),
    ...(filters.public_only === false ? [t('filter_private')] : []),
    ...(filters.verified_only === true ? [t('filter_verified')] : []),
  ]
  return words.length === 0 ? t('usualFilters') : words.join(' · ')
}
