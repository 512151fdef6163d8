import { html } from 'hono/html'
import { localeOf, translator } from '../../messages.ts'
import { frameMessages } from '../../words/frame.ts'
import type { PageContext } from '../../page.ts'
import { plot, type Drawn } from './plot.ts'
import { scaleOf } from './scale.ts'
import { timeTicks } from './time-axis.ts'

type Tone = 'accent' | 'bar' | 'failed' | 'muted'
type Chart = {
  /** Unique on the page. */
  id: string
  title: string
  kind: 'line' | 'bars'
  /** A limit is a dashed line, even over bars. */
  series: readonly { label: string; tone: Tone; isLimit?: boolean }[]
  /** Oldest first; a null is a gap. */
  rows: readonly {
    at: Date
    label: string
    values: readonly (number | null)[]
    /** The values in the table when stacked bars are drawn higher than their value. */
    displayed?: readonly (number | null)[]
  }[]
  /** Formats a value in the table and at the axis. */
  write(value: number): string
}

/** Values would be flat beneath a limit that is so many times as high: it is only named. */
const FAR_ABOVE = 3

/** Draws values over time, with all figures in a table below; no script is needed. */
export function chart(page: PageContext, data: Chart) {
  const { id, title, series, rows } = data
  const t = translator(page.language, frameMessages)
  const columns = columnsOf(data)
  const far = farLimits(columns)
  const drawn = columns.filter((column) => !far.includes(column))
  return html`<figure class="plot" id="${id}">
    <figcaption>
      <strong>${title}</strong>
      ${(series.length === 1 ? [] : series).map(({ label, tone, isLimit = false }, at) => {
        const isFar = far.some((column) => column === columns[at])
        const limit = columns[at]?.values.find((value) => value !== null)
        const text =
          isFar && limit !== undefined && limit !== null
            ? t('chartLimitAbove', { name: label, value: data.write(limit) })
            : label
        return html`<span class="swatch ${markOf(data, at, isLimit)} tone-${tone}"
          ><small>${text}</small></span
        >`
      })}
      <output id="${id}-at">${rowText(data, rows.length - 1)}</output>
    </figcaption>
    ${drawing(page, data, drawn)} ${figures(page, data)}
  </figure>`
}

/** How a series looks in the drawing: colours alone distinguish too little. */
const markOf = ({ kind }: Chart, at: number, isLimit: boolean): string =>
  isLimit ? 'dashed' : kind === 'bars' ? 'box' : at === 0 ? 'solid' : 'dashed'

const columnsOf = ({ kind, series, rows }: Chart): Drawn[] =>
  series.map(({ tone, isLimit = false }, at) => ({
    as: isLimit ? 'limit' : kind,
    tone,
    values: rows.map(({ values }) => values[at] ?? null),
  }))

const maxOf = (columns: readonly Drawn[]): number =>
  Math.max(0, ...columns.flatMap(({ values }) => values.map((value) => value ?? 0)))

function farLimits(columns: readonly Drawn[]): Drawn[] {
  const max = maxOf(columns.filter(({ as }) => as !== 'limit'))
  return columns.filter((each) => each.as === 'limit' && maxOf([each]) > max * FAR_ABOVE)
}

function drawing(page: PageContext, { rows, kind, write }: Chart, series: readonly Drawn[]) {
  const t = translator(page.language, frameMessages)
  const values = series.flatMap((each) => each.values)
  if (values.every((value) => value === null)) return html`<p class="hint">${t('chartEmpty')}</p>`
  const locale = localeOf(page.language)
  const scale = scaleOf({ values, hasBars: kind === 'bars' }, { write, locale })
  const moments = rows.map(({ at }) => at)
  const { placeOf, room } = placing(moments, kind)
  const times = timeTicks(moments, { locale, timeZone: page.timeZone, placeOf })
  return html`${plot({ series, places: moments.map(placeOf), room, scale, times })}
  ${
    scale.low === 0
      ? ''
      : html`<p class="hint">${t('chartFrom', { value: scale.labels[0] ?? '' })}</p>`
  }`
}

/** Bars need half of their room at each end; lines begin at the edge. */
function placing(moments: readonly Date[], kind: Chart['kind']) {
  const times = moments.map((at) => at.getTime())
  const [first = 0, last = 0] = [times[0], times.at(-1)]
  const gaps = times.slice(1).map((at, before) => at - (times[before] ?? at))
  const gap = Math.min(...gaps.filter((each) => each > 0), last - first || 1)
  const edge = kind === 'bars' ? gap / 2 : 0
  const span = last - first + 2 * edge || 1
  return {
    room: gap / span,
    placeOf: (at: Date) => (moments.length === 1 ? 0.5 : (at.getTime() - first + edge) / span),
  }
}

/** A row in words; the pointer chooses one. */
function rowText({ series, rows, write }: Chart, at: number): string {
  const row = rows[at]
  if (row === undefined) return ''
  const { label, values, displayed = values } = row
  const texts = series.map((each, place) => {
    const value = displayed[place] ?? null
    return `${each.label} ${value === null ? '–' : write(value)}`
  })
  return [label, ...texts].join(' · ')
}

function figures(page: PageContext, { id, title, series, rows, write }: Chart) {
  const t = translator(page.language, frameMessages)
  return html`<details id="${id}-table">
    <summary>${t('asTable')}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label="${title}">
      <table class="list plain">
        <thead>
          <tr>
            <th>${t('when')}</th>
            ${series.map(({ label }) => html`<th class="number">${label}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            ({ label, values, displayed = values }) =>
              html`<tr>
                <th scope="row">${label}</th>
                ${displayed.map(
                  (value) => html`<td class="number">${value === null ? '–' : write(value)}</td>`,
                )}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`
}
