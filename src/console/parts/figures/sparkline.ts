import { html } from 'hono/html'

const [WIDTH, HEIGHT, EDGE] = [80, 20, 2]

/**
 * A trend in a table cell; `label` says in words what it shows. A null is a gap, never zero.
 * Isolated points are dots.
 */
export function sparkline(values: readonly (number | null)[], label: string) {
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return ''
  const [low, high] = [Math.min(...known), Math.max(...known)]
  const x = (at: number) => EDGE + (at / Math.max(1, values.length - 1)) * (WIDTH - 2 * EDGE)
  const y = (value: number) =>
    high === low ? HEIGHT / 2 : HEIGHT - EDGE - ((value - low) / (high - low)) * (HEIGHT - 2 * EDGE)
  const runs: string[][] = [[]]
  for (const [at, value] of values.entries())
    if (value === null) runs.push([])
    else runs.at(-1)?.push(`${x(at).toFixed(1)},${y(value).toFixed(1)}`)
  return html`<svg class="spark" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">
    <title>${label}</title>
    ${runs.map((run) =>
      run.length === 1
        ? html`<circle cx="${run[0]?.split(',')[0]}" cy="${run[0]?.split(',')[1]}" r="1.5" />`
        : html`<polyline points="${run.join(' ')}" />`,
    )}
  </svg>`
}
