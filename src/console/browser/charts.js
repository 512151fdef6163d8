// @ts-check
// Draws the figures of a chart's table. The library is asked for by pages with a chart alone.

import { policy } from './visit.js'

/**
 * @typedef {{ new (options: object, data: (number | null)[][], target: Element): { destroy(): void }, tzDate(date: Date, zone: string): Date }} Plot
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
function draw(figure) {
  const target = figure.querySelector('.canvas')
  const uPlot = library()
  if (!(target instanceof HTMLElement) || !uPlot) return
  const rows = [...figure.querySelectorAll('tbody tr')]
  const text = figure.querySelector('table')?.textContent ?? ''
  const known = drawn.get(target)
  if (known?.text === text) return
  known?.plot.destroy()
  const names = [...figure.querySelectorAll('thead th')].slice(1)
  const columns = [
    rows.map((row) => Number(row.getAttribute('data-at'))),
    ...names.map((_, at) =>
      rows.map((row) => valueOf(row.querySelectorAll('td')[at] ?? row)),
    ),
  ]
  const { zone = 'UTC', kind = 'line', language = 'en' } = figure.dataset
  const number = new Intl.NumberFormat(language, { notation: 'compact' })
  const [muted, line] = [colourOf('muted'), colourOf('line')]
  const grid = { stroke: line, width: 1 }
  const axis = { stroke: muted, grid, ticks: grid, font: '12px Inter, system-ui, sans-serif' }
  const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', timeZone: zone })
  const hour = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', timeZone: zone })
  const first = columns[0]?.[0] ?? 0
  const isShort = (columns[0]?.at(-1) ?? 0) - first < 3 * 86_400
  const format = isShort ? hour : day
  const plot = new uPlot(
    {
      width: Math.max(240, target.clientWidth),
      height: 200,
      tzDate: (/** @type {number} */ at) => uPlot.tzDate(new Date(at * 1_000), zone),
      legend: { show: false },
      cursor: { y: false },
      scales: { y: { range: (/** @type {unknown} */ _, /** @type {number} */ low, /** @type {number} */ high) => rangeOf(kind, low, high) } },
      axes: [
        { ...axis, values: (/** @type {unknown} */ _, /** @type {number[]} */ at) => at.map((each) => format.format(each * 1_000)) },
        { ...axis, size: 56, values: (/** @type {unknown} */ _, /** @type {number[]} */ at) => at.map((each) => number.format(each)) },
      ],
      series: [
        {},
        ...names.map((name, at) => seriesOf(name.getAttribute('data-tone') ?? 'accent', kind, at)),
      ],
      hooks: { setCursor: [(/** @type {{ cursor: { idx: number | null } }} */ { cursor }) => sayAt(figure, rows, cursor.idx)] },
    },
    columns,
    target,
  )
  drawn.set(target, { text, plot })
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
 * @param {string} tone
 * @param {string} kind
 * @param {number} at
 */
function seriesOf(tone, kind, at) {
  const stroke = colourOf(tone)
  if (kind !== 'bars') return { stroke, width: 2, dash: at === 0 ? [] : [6, 4], points: { size: 5, fill: stroke } }
  /** @type {{ uPlot?: { paths: { bars(options: object): unknown } } }} */
  const { uPlot } = /** @type {{ uPlot?: { paths: { bars(options: object): unknown } } }} */ (
    /** @type {unknown} */ (globalThis)
  )
  return { stroke, fill: stroke, width: 0, points: { show: false }, paths: uPlot?.paths.bars({ size: [0.8, 40] }) }
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
  const values = [...(row?.querySelectorAll('td') ?? [])].map((cell, place) => `${names[place] ?? ''} ${cell.textContent?.trim() ?? ''}`)
  output.textContent = row ? [row.querySelector('th')?.textContent?.trim(), ...values].join(' · ') : ''
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
