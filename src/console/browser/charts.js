// @ts-check
// Draws the figures of a chart's table. The library is asked for by pages with a chart alone.

import { policy } from './visit.js'

/**
 * @typedef {{ new (options: object, data: (number | null)[][], target: Element): { destroy(): void
 *   }, tzDate(date: Date, zone: string): Date, paths: { bars(options: object): unknown } }} Plot
 */

/** @returns {Plot | undefined} */
const library = () => /** @type {{ uPlot?: Plot }} */ (/** @type {unknown} */ (globalThis)).uPlot

/** @type {Promise<void> | undefined} */
let loading

function load() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script')
    const address = new URL('uplot.js', import.meta.url).href
    const trusted = policy?.createScriptURL(address) ?? address
    script.src = trusted
    script.addEventListener('load', () => resolve())
    script.addEventListener('error', reject)
    document.head.append(script)
  })
  return loading
}

/** @type {Map<Element, { text: string, plot: { destroy(): void } }>} */
const drawn = new Map()

/** @param {Element} cell */
function valueOf(cell) {
  const value = cell.getAttribute('data-value')
  return value === null || value === '' ? null : Number(value)
}

/** @param {string} name */
function colourOf(name) {
  const probe = document.createElement('span')
  probe.className = `tone-${name}`
  document.body.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}

/** @param {HTMLElement} figure */
function readFigures(figure) {
  const rows = [...figure.querySelectorAll('tbody tr')]
  const heads = [...figure.querySelectorAll('thead th')].slice(1)
  const times = rows.map((row) => Number(row.getAttribute('data-at')))
  const values = heads.map((_, at) =>
    rows.map((row) => valueOf(row.querySelectorAll('td')[at] ?? row)),
  )
  return { rows, heads, times, columns: [times, ...values] }
}

/**
 * Hours for a few days, else days.
 * @param {HTMLElement} figure
 * @param {number[]} times
 */
function timeFormat({ dataset }, times) {
  const { zone = 'UTC', language = 'en' } = dataset
  const isShort = (times.at(-1) ?? 0) - (times[0] ?? 0) < 3 * 86_400
  return new Intl.DateTimeFormat(language, {
    ...(isShort ? { hour: '2-digit', minute: '2-digit' } : { day: 'numeric', month: 'short' }),
    timeZone: zone,
  })
}

/**
 * @param {HTMLElement} figure
 * @param {number[]} times
 */
function axesOf(figure, times) {
  const format = timeFormat(figure, times)
  const number = new Intl.NumberFormat(figure.dataset['language'], { notation: 'compact' })
  const grid = { stroke: colourOf('line'), width: 1 }
  const font = '12px Inter, system-ui, sans-serif'
  const axis = { stroke: colourOf('muted'), grid, ticks: grid, font }
  /** @param {(value: number) => string} write */
  const values = (write) => (/** @type {unknown} */ _, /** @type {number[]} */ ticks) =>
    ticks.map(write)
  return [
    { ...axis, values: values((at) => format.format(at * 1_000)) },
    { ...axis, size: 56, values: values((value) => number.format(value)) },
  ]
}

/** @param {HTMLElement} figure */
function draw(figure) {
  const target = figure.querySelector('.canvas')
  const uPlot = library()
  if (!(target instanceof HTMLElement) || !uPlot) return
  const text = figure.querySelector('table')?.textContent ?? ''
  const known = drawn.get(target)
  if (known?.text === text) return
  known?.plot.destroy()
  const { rows, heads, times, columns } = readFigures(figure)
  const { zone = 'UTC', kind = 'line' } = figure.dataset
  /** @type {(_: unknown, low: number, high: number) => number[]} */
  const range = (_, low, high) => rangeOf(kind, low, high)
  /** @type {(plot: { cursor: { idx: number | null } }) => void} */
  const setCursor = ({ cursor }) => sayAt(figure, rows, cursor.idx)
  const options = {
    width: Math.max(240, target.clientWidth),
    height: 200,
    tzDate: (/** @type {number} */ at) => uPlot.tzDate(new Date(at * 1_000), zone),
    legend: { show: false },
    cursor: { y: false },
    scales: { y: { range } },
    axes: axesOf(figure, times),
    series: [
      {},
      ...heads.map((head, at) =>
        seriesOf(uPlot, head.getAttribute('data-tone') ?? 'accent', kindOf(head, kind), at),
      ),
    ],
    hooks: { setCursor: [setCursor] },
  }
  drawn.set(target, { text, plot: new uPlot(options, columns, target) })
}

/**
 * Bars stand on zero; lines use the height.
 * @param {string} kind
 * @param {number} low
 * @param {number} high
 */
function rangeOf(kind, low, high) {
  if (kind === 'bars') return [0, high === 0 ? 1 : high * 1.05]
  const space = (high - low || Math.abs(high) || 1) * 0.08
  return [low - space, high + space]
}

/**
 * A limit is a line over the bars.
 * @param {Element} head
 * @param {string} kind
 */
const kindOf = (head, kind) => (head.hasAttribute('data-limit') ? 'limit' : kind)

/**
 * The first line is whole, the others are dashed: colours alone distinguish too little.
 * @param {Plot} uPlot
 * @param {string} tone
 * @param {string} kind
 * @param {number} at
 */
function seriesOf(uPlot, tone, kind, at) {
  const stroke = colourOf(tone)
  if (kind === 'limit') return { stroke, width: 1, dash: [6, 4], points: { show: false } }
  if (kind !== 'bars')
    return { stroke, width: 2, dash: at === 0 ? [] : [6, 4], points: { size: 5, fill: stroke } }
  const paths = uPlot.paths.bars({ size: [0.8, 40] })
  return { stroke, fill: stroke, width: 0, points: { show: false }, paths }
}

/**
 * The row under the pointer, in words.
 * @param {HTMLElement} figure
 * @param {Element[]} rows
 * @param {number | null} at
 */
function sayAt(figure, rows, at) {
  const output = figure.querySelector('output')
  const row = at === null ? undefined : rows[at]
  if (!output) return
  const names = [...figure.querySelectorAll('thead th')].slice(1).map((name) => name.textContent)
  const values = [...(row?.querySelectorAll('td') ?? [])].map(
    (cell, place) => `${names[place] ?? ''} ${cell.textContent?.trim() ?? ''}`,
  )
  output.textContent = row
    ? [row.querySelector('th')?.textContent?.trim(), ...values].join(' · ')
    : ''
}

/** Draws every chart of the page whose figures have changed. */
export async function drawAll() {
  for (const [target, { plot }] of drawn)
    if (!target.isConnected) {
      plot.destroy()
      drawn.delete(target)
    }
  await load()
  for (const figure of document.querySelectorAll('.plot'))
    if (figure instanceof HTMLElement) draw(figure)
}

/** Sizes and colours are those of the moment when it was drawn. */
function drawAgain() {
  for (const { plot } of drawn.values()) plot.destroy()
  drawn.clear()
  void drawAll()
}
addEventListener('resize', drawAgain)
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAgain)
