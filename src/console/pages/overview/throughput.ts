import { chart } from '../../parts/figures/chart.ts'
import type { Hour } from './report.ts'
import type { Context } from './kit.ts'

const HOURS = 48
const HOUR_MS = 3_600_000

/**
 * Charts tasks that ended in each of the last hours, all types together; an hour without any is
 * zero.
 */
export function throughput(page: Context, hours: readonly Hour[]) {
  const { t, formats, language, now, timeZone } = page
  const byHour = Map.groupBy(hours, ({ hour }) => Date.parse(hour))
  const last = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS
  const day = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone })
  const rows = Array.from({ length: HOURS }, (_, place) => {
    const at = new Date(last - (HOURS - 1 - place) * HOUR_MS)
    const types = byHour.get(at.getTime()) ?? []
    const sum = (of: 'done' | 'failed') => types.reduce((all, each) => all + each[of], 0)
    const label = `${day.format(at)} ${formats.clock(at)}`
    return { at, label, values: [sum('done'), sum('failed')] }
  })
  return chart(page, {
    id: 'throughput',
    title: t(hours.some(({ capped }) => capped) ? 'throughputCapped' : 'throughput'),
    kind: 'bars',
    series: [
      { label: t('ended'), tone: 'bar' },
      { label: t('failed'), tone: 'failed' },
    ],
    rows,
    write: (value) => formats.number(value),
  })
}
