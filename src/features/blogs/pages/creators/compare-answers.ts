import { html } from 'hono/html'
import { languageName } from '../../../../console/parts/language-name.ts'
import { written } from './columns.ts'
import type { Column } from './compare-read.ts'
import type { Comparison, Context, TextKey } from './kit.ts'

type Metric = Comparison['metrics'][number]
type Answer = { letters: readonly string[]; label: string; text: unknown }

/** Sentences that answer which one to take; what all of them share is no answer. */
export function answers(page: Context, columns: readonly Column[], metrics: readonly Metric[]) {
  const found = [
    cheapest(page, columns),
    best(page, columns, { metrics, field: 'er', label: 'answerEngagement', kind: 'percent' }),
    best(page, columns, {
      metrics,
      field: 'view_rate_by_followers',
      label: 'answerViews',
      kind: 'percent',
    }),
    steadiest(page, columns, metrics),
    ...languages(page, columns),
  ].filter((answer) => answer !== null)
  if (found.length === 0) return ''
  return html`<ol class="answers">
    ${found.map(
      ({ letters, label, text }) =>
        html`<li>
          <span class="letters">${letters.map(letterSign)}</span>
          <span><b>${label}</b> ${text}</span>
        </li>`,
    )}
  </ol>`
}

/** The letter of a creator; the first one is filled, so that it is found again in each figure. */
export const letterSign = (letter: string) =>
  html`<b class="letter ${letter === 'A' ? 'letter-a' : ''}">${letter}</b>`

const nameOf = ({ creator }: Column) =>
  html`<span dir="auto">${creator.full_name ?? `@${creator.username}`}</span>`

/** Prices in different currencies are not compared. */
function cheapest(page: Context, columns: readonly Column[]): Answer | null {
  const priced = columns.filter(({ perThousand }) => perThousand !== null)
  const currencies = new Set(priced.map(({ price }) => price?.currency))
  const [first] = priced.toSorted((a, b) => Number(a.perThousand) - Number(b.perThousand))
  if (!first?.price || !first.perThousand || priced.length < 2 || currencies.size > 1) return null
  const amount = page.formats.amount(first.perThousand, first.price.currency)
  return {
    letters: [first.letter],
    label: page.t('answerCheapest'),
    text: html`${nameOf(first)}, ${page.t('perThousandViews', { amount })}`,
  }
}

type Question = {
  metrics: readonly Metric[]
  field: string
  label: TextKey
  kind: 'percent' | 'plain'
}

function best(page: Context, columns: readonly Column[], question: Question): Answer | null {
  const metric = question.metrics.find(({ field }) => field === question.field)
  const winners = columns.filter(({ creator }) => metric?.best.includes(creator.username))
  const [winner] = winners
  const value = metric?.values.find(({ id }) => id === winner?.creator.id)?.value ?? null
  if (!winner || value === null || winners.length === columns.length) return null
  const doubt = winner.assessment.steadiness === 'few_hits' ? `, ${page.t('butHits')}` : ''
  return {
    letters: winners.map(({ letter }) => letter),
    label: page.t(question.label),
    text: html`${nameOf(winner)}, ${written(page, value, question.kind)}${doubt}`,
  }
}

function steadiest(
  page: Context,
  columns: readonly Column[],
  metrics: readonly Metric[],
): Answer | null {
  const metric = metrics.find(({ field }) => field === 'engagement_spread')
  const winners = columns.filter(({ creator }) => metric?.best.includes(creator.username))
  const [winner] = winners
  const steadiness = winner?.assessment.steadiness
  if (!winner || !steadiness || winners.length === columns.length) return null
  return {
    letters: winners.map(({ letter }) => letter),
    label: page.t('answerSteady'),
    text: html`${nameOf(winner)}, ${page.t(`is_${steadiness}`)}`,
  }
}

/** Names the creators that write in another language than most of the others. */
function languages(page: Context, columns: readonly Column[]): Answer[] {
  const main = columns.flatMap((column) => {
    const [first] = column.assessment.caption_languages
    return first ? [{ column, ...first }] : []
  })
  const counts = Map.groupBy(main, ({ language }) => language)
  if (counts.size < 2) return []
  const most = Math.max(...[...counts.values()].map((each) => each.length))
  return [...counts]
    .filter(([, each]) => each.length < most || most === 1)
    .slice(0, 2)
    .map(([code, each]) => ({
      letters: each.map(({ column }) => column.letter),
      label: page.t('answerLanguage', { language: languageName(page.language, code) }),
      text: each
        .map(({ posts, column }) =>
          page.t('captionsOf', { n: posts, all: column.assessment.posts_read }),
        )
        .join(', '),
    }))
}
