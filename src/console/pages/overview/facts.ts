import { statList } from '../../parts/stat-list.ts'
import { total, type Beside, type Counted, type Full } from './report.ts'
import type { Context } from './kit.ts'

/** Renders the current numbers: only those that are not zero. */
export function facts(page: Context, report: Full, beside: Beside) {
  const found = [...queueFacts(page, report), ...budgetFacts(page, report, beside)]
  return found.length === 0 ? '' : statList(found)
}

function queueFacts(page: Context, report: Full) {
  const { t, formats } = page
  const of = (status: Counted, label: string) => {
    const { count, isCapped } = total(report, status)
    if (count === 0) return []
    const value = `${formats.number(count)}${isCapped ? '+' : ''}`
    return [{ label, value, href: `/console/tasks?status=${status}` }]
  }
  const oldest = report.tasks.oldest_waiting_seconds
  return [
    ...of('pending', t('waiting')),
    ...(oldest === null || oldest === 0
      ? []
      : [{ label: t('oldest'), value: formats.duration(oldest * 1_000) }]),
    ...of('running', t('running')),
    ...of('failed', t('failed')),
  ]
}

function budgetFacts(page: Context, { accounts, openai }: Full, { money, capacity }: Beside) {
  const { t, formats } = page
  const has = (path: string) => page.nav.some((place) => place.path === path)
  const isSpending = money !== null && money.spent_usd > 0
  return [
    ...(accounts.total > 0
      ? [
          {
            label: t('inService'),
            value: formats.number(accounts.in_service),
            aside: t('ofMost', { most: formats.number(accounts.total) }),
            href: has('/accounts') ? '/console/accounts' : undefined,
          },
        ]
      : []),
    ...(capacity !== null && capacity.per_day_of_all > 0
      ? [
          {
            label: t('requestsLeft'),
            value: formats.compact(capacity.today),
            aside: t('ofMost', { most: formats.compact(capacity.per_day_of_all) }),
            title: formats.number(capacity.today),
          },
        ]
      : []),
    ...(openai.open_batches > 0
      ? [
          {
            label: t('batches'),
            value: formats.number(openai.open_batches),
            href: has('/batches') ? '/console/batches' : undefined,
          },
        ]
      : []),
    ...(isSpending
      ? [
          {
            label: t('aiToday'),
            value: formats.money(money.spent_usd),
            aside: t('ofMost', { most: formats.money(money.daily_usd) }),
          },
        ]
      : []),
  ]
}
