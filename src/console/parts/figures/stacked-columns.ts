import { html } from 'hono/html'
import { slotArea, slotBar } from './axis.ts'

/** Values of one slot from the bottom up, in the order of the series. */
type Stack = { title: string; values: readonly number[] }

type StackTone = 'accent' | 'bar'

const TOP = 16
/** The share of its room that a column fills. */
const SHARE = 0.8
/**
 * Stacked columns from 0 up, with a dashed line at a limit. The axis ends at the limit or at the
 * highest column; both ends have their number.
 */
export function stackedColumns(
  stacks: readonly Stack[],
  {
    tones,
    height,
    label,
    limit,
    write,
  }: {
    tones: readonly StackTone[]
    height: number
    label: string
    limit: { value: number; text: string } | null
    write(value: number): string
  },
) {
  const sums = stacks.map(({ values }) => values.reduce((sum, value) => sum + value, 0))
  const most = Math.max(1, limit?.value ?? 0, ...sums)
  const room = height - TOP
  const y = (value: number) => height - (value / most) * room
  const count = Math.max(1, stacks.length)
  return html`<svg
    class="figure-columns"
    width="100%"
    height="${height}"
    role="img"
    aria-label="${label}"
  >
    <line class="c-rule" x1="0" x2="100%" y1="${height - 0.5}" y2="${height - 0.5}" />
    ${
      limit === null
        ? html`<text x="0" y="11">${write(most)}</text>`
        : html`<line
              class="c-limit"
              x1="0"
              x2="100%"
              y1="${y(limit.value).toFixed(1)}"
              y2="${y(limit.value).toFixed(1)}"
            />
            <text x="0" y="11">${limit.text}</text>`
    }
    ${stacks.map((stack, place) => column(stack, { place, count, height, tones, y }))}
  </svg>`
}

type Place = {
  place: number
  count: number
  height: number
  tones: readonly StackTone[]
  y(value: number): number
}

function column({ title, values }: Stack, { place, count, height, tones, y }: Place) {
  let below = 0
  return html`<g>
    <title>${title}</title>
    ${slotArea(place, { count, height })}
    ${values.map((value, at) => {
      if (value === 0) return ''
      const from = below
      below += value
      const slot = { place, count, share: SHARE }
      return slotBar(`c-${tones[at] ?? 'bar'}`, slot, { from: y(below), tall: y(from) - y(below) })
    })}
  </g>`
}
