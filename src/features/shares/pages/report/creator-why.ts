import { html } from 'hono/html'
import { asTable, numberCell } from '../../../../console/parts/figures/as-table.ts'
import { barFigure } from '../../../../console/parts/figures/bars.ts'
import type { Report } from './report.ts'
import { reasonList, type Reasons } from './why.ts'

/** Why a creator was chosen: reasons from stored figures, and the engagement of the last posts. */
export function whySection(report: Report, reasons: Reasons, { hasPictures }: Pictured) {
  return html`<section class="why-chosen">
    <h2>${report.t('whyTitle')}</h2>
    ${reasonList(report, { ...reasons, paid_difference: null })}
    ${bars(report, reasons, { hasPictures })}
  </section>`
}

type Pictured = { hasPictures: boolean }

function bars(report: Report, { id, posts, tier }: Reasons, { hasPictures }: Pictured) {
  const { t, formats, base } = report
  const [first, last] = [posts[0], posts.at(-1)]
  if (first === undefined || last === undefined) return ''
  if (posts.every(({ engagement }) => engagement === null)) return ''
  const title = t('creator.recentTitle', { n: posts.length })
  const median = tier === null ? '' : t('creator.bandIs', { median: formats.percent(tier.median) })
  const valueOf = (value: number | null) =>
    value === null ? t('creator.hiddenCount') : formats.percent(value)
  return html`<figure>
    <figcaption>${title}</figcaption>
    ${barFigure({
      label: `${title}. ${median}`,
      bars: posts.map(({ taken_at: at, engagement, paid, thumbnail_hash: hash }) => ({
        value: engagement,
        title: `${formats.moment(new Date(at))} · ${valueOf(engagement)}`,
        mark: paid === null ? undefined : t('creator.paidMark'),
        picture: hasPictures ? hash : null,
      })),
      band: tier ?? undefined,
      pictures: hasPictures ? `${base}/images` : null,
      height: 'low',
      write: formats.percent,
      ends: [formats.dayMonth(new Date(first.taken_at)), formats.dayMonth(new Date(last.taken_at))],
    })}
    ${tier === null ? '' : html`<p class="hint">${t('creator.keyBand', { median: formats.percent(tier.median) })}</p>`}
    ${asTable(report, `recent-${id}`, {
      label: title,
      head: [t('daysDay'), numberCell(t('creator.er')), t('creator.paidHead')],
      rows: posts.map(({ taken_at: at, engagement, paid }) => [
        formats.moment(new Date(at)),
        numberCell(valueOf(engagement)),
        paid === null ? '' : t(`creator.paid_${paid}`),
      ]),
    })}
  </figure>`
}
