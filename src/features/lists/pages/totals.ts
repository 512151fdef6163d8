import { html } from 'hono/html'
import { statList } from '../../../console/parts/stat-list.ts'
import type { Context, ListDetail } from './kit.ts'

/** Counts of this age (ms) are as good as new to a reader. */
const NEW_MS = 5_000

/** Sums over the creators of a list, with their age when they are not new. */
export function totals(context: Context, list: ListDetail) {
  const { t, formats } = context
  const { followers, followers_of, median_er: er, median_er_of, money } = list.totals
  const of = (n: number) => t('of', { n })
  return html`${statList([
    { label: t('members'), value: formats.number(list.members) },
    {
      label: t('reach'),
      value: followers_of === 0 ? '–' : formats.compact(followers),
      aside: of(followers_of),
      title: `${t('reachTitle', { n: followers })}. ${t('withoutRejected')}`,
    },
    {
      label: t('medianEr'),
      value: er === null ? '–' : formats.percent(er),
      aside: of(median_er_of),
      title: t('withoutRejected'),
    },
    ...money.map(({ currency, members, total, agreed }) => ({
      label: t('money', { currency }),
      value: formats.amount(total, currency),
      aside: t('moneyAgreed', { amount: formats.amount(agreed, currency) }),
      title: `${t('moneyOf', { n: members })}. ${t('withoutRejected')}`,
    })),
  ])}
  ${ageOf(context, list)}`
}

type Age = Pick<ListDetail, 'counted_at' | 'updated_at'>

/** Says when the sums were counted, unless just now; only those of a large list may be old. */
export function ageOf(
  { t, formats, now }: Pick<Context, 't' | 'formats' | 'now'>,
  { counted_at, updated_at }: Age,
) {
  if (counted_at === null) return ''
  const countedAt = new Date(counted_at)
  const isNew = now.getTime() - countedAt.getTime() <= NEW_MS
  const when = formats.relative(countedAt, now)
  if (countedAt < new Date(updated_at))
    return html`<p class="hint">
      ${isNew ? t('beforeChange') : t('countedBeforeChange', { when })}
    </p>`
  return isNew ? '' : html`<p class="hint">${t('countedAgo', { when })}</p>`
}
