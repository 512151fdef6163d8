import type { Page } from 'playwright-core'

type Box = Readonly<Record<'left' | 'right' | 'top' | 'bottom' | 'width' | 'height', number>>
/** What the checks use of the browser's Element. */
type El = {
  tagName: string
  textContent: string
  childNodes: Iterable<{ nodeType: number; textContent: string }>
  colSpan: number
  cells: ArrayLike<El>
  scrollWidth: number
  clientWidth: number
  getAttribute(name: string): string | null
  querySelectorAll(selector: string): Iterable<El>
  querySelector(selector: string): El | null
  closest(selector: string): El | null
  matches(selector: string): boolean
  checkVisibility(options?: { visibilityProperty: boolean }): boolean
  getBoundingClientRect(): Box
}
type Styled = Readonly<Record<'display' | 'borderTopLeftRadius', string>>

/** What each check is given, as it runs in the page and sees nothing of this module. */
type Reading = {
  /** Visible elements. */
  all(selector: string, within?: Pick<El, 'querySelectorAll'>): El[]
  nameOf(element: El): string
  style(element: El): Styled
}

function startReading(): Reading {
  const { document, getComputedStyle } = globalThis as unknown as {
    document: Pick<El, 'querySelectorAll'>
    getComputedStyle(element: El): Styled
  }
  return {
    all: (selector, within = document) =>
      [...within.querySelectorAll(selector)].filter((each) =>
        each.checkVisibility({ visibilityProperty: true }),
      ),
    nameOf: (element) => {
      const text = element.textContent.trim().replaceAll(/\s+/g, ' ').slice(0, 40)
      return `${element.tagName.toLowerCase()}.${element.getAttribute('class') ?? ''} “${text}”`
    },
    style: (element) => getComputedStyle(element),
  }
}

/** Cells stand below their headings and within their table; a table stays within its section. */
function checkTables({ all, nameOf, style }: Reading): string[] {
  const isApart = (a: Box, b: Box) =>
    Math.abs(a.left - b.left) > 1 || Math.abs(a.right - b.right) > 1
  const faultsOfRow = (row: El, heads: readonly El[], table: Box): string[] => {
    const cells = Array.from(row.cells)
    const faults: string[] = []
    for (const [at, cell] of cells.entries()) {
      if (!cell.checkVisibility()) continue
      const box = cell.getBoundingClientRect()
      const head = cells.length === heads.length ? heads[at] : undefined
      const isBelow = head === undefined || !isApart(head.getBoundingClientRect(), box)
      if (!isBelow) faults.push(`not below its heading: ${nameOf(cell)}`)
      if (box.right > table.right + 1 || box.left < table.left - 1)
        faults.push(`outside of its table: ${nameOf(cell)}`)
      if (cell.scrollWidth > cell.clientWidth + 1)
        faults.push(`wider than its cell: ${nameOf(cell)}`)
    }
    return faults
  }
  return all('main table').flatMap((table) => {
    // On a phone some tables and rows are cards.
    if (style(table).display !== 'table') return []
    const own = table.getBoundingClientRect()
    const heads = Array.from(table.querySelector('thead tr')?.cells ?? [])
    const named = heads.some(({ colSpan }) => colSpan > 1) ? [] : heads
    const rows = all('tbody tr', table).filter((row) => style(row).display === 'table-row')
    const faults = rows.flatMap((row) => faultsOfRow(row, named, own))
    const around = table.closest('section, article, .figure, .card, main')?.getBoundingClientRect()
    const leaves = table.closest('.scroll') === null && around && own.right > around.right + 1
    return leaves ? [...faults, `leaves its section: ${nameOf(table)}`] : faults
  })
}

/** People are round; posts, Reels and products keep their shape. */
function checkPictures({ all, style }: Reading): string[] {
  return all('main :is(img, .picture, video)').flatMap((image) => {
    const { width, height } = image.getBoundingClientRect()
    const size = Math.min(width, height)
    const radius = style(image).borderTopLeftRadius
    const share = Number.parseFloat(radius) / (radius.endsWith('%') ? 100 : size)
    const link = image.closest('a')?.getAttribute('href') ?? ''
    const isMark = image.closest('.mark') !== null
    const isPerson =
      image.matches('.avatar') && (isMark || !/\/(?:posts|products|drafts|reels)\//.test(link))
    if (size < 8 || share < 0.3 || isPerson) return []
    return [`round: ${image.tagName} ${image.getAttribute('class') ?? ''} in ${link}`]
  })
}

/** Meters are not above their end, and texts name no share above 100 %. */
function checkParts({ all, nameOf }: Reading): string[] {
  const meters = all('main :is(meter, progress)').filter(
    (each) => Number(each.getAttribute('value')) > Number(each.getAttribute('max') ?? 1),
  )
  // A change has a sign; views per follower are a rate, and no part of anything.
  const texts = all('main :not(svg *, code, pre, bdi, [dir=auto])').filter((each) => {
    if (/per follower|на подписчика|жазылушыға/.test(each.closest('tr, li')?.textContent ?? ''))
      return false
    const own = [...each.childNodes].map((node) => (node.nodeType === 3 ? node.textContent : ' '))
    return [...own.join('').matchAll(/(?<![+−\-\d.,])\d[\d.,\s]*%/g)].some(
      ([text]) => Number.parseFloat(text.replaceAll(/[\s%]/g, '').replace(',', '.')) > 100,
    )
  })
  return [...meters, ...texts].map((each) => `above its whole: ${nameOf(each)}`)
}

/** The words of a chart stay within it: beside it is another one, or the end of the panel. */
function checkWords({ all, nameOf }: Reading): string[] {
  return all('main svg:not(svg svg)').flatMap((chart) => {
    const { left, right } = chart.getBoundingClientRect()
    return all('text', chart)
      .filter((each) => {
        const box = each.getBoundingClientRect()
        return box.width > 0 && (box.left < left - 2 || box.right > right + 2)
      })
      .map((each) => `leaves its chart: ${nameOf(each)}`)
  })
}

/** The labels of an axis differ and can be read. */
function checkCharts({ all, nameOf }: Reading): string[] {
  return all('main svg').flatMap((chart) => {
    const ticks = all('text', chart).filter((each) => each.matches('[class*=tick]'))
    return ticks.flatMap((tick, at) =>
      ticks.slice(at + 1).flatMap((other) => {
        const [a, b] = [tick.getBoundingClientRect(), other.getBoundingClientRect()]
        const isSame = tick.textContent.trim() === other.textContent.trim()
        const isOneAxis = [a.left - b.left, a.right - b.right, a.top - b.top].some(
          (distance) => Math.abs(distance) < 2,
        )
        if (isSame && isOneAxis) return [`equal ticks: ${nameOf(tick)} in ${nameOf(chart)}`]
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left)
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
        const isOver = wide > 1 && high > 4
        return isOver ? [`ticks overlap: ${nameOf(tick)} and ${nameOf(other)}`] : []
      }),
    )
  })
}

/** Targets are 24 px high and wide, or, if narrower, alone in 24 px (WCAG 2.5.8). */
function checkTargets({ all, nameOf, style }: Reading): string[] {
  const targets = all(
    'main :is(a, button, input, select, summary, [role=button]), header :is(a, button)',
  )
  const isAlone = (target: El): boolean => {
    const own = target.getBoundingClientRect()
    const [x, y] = [(own.left + own.right) / 2, (own.top + own.bottom) / 2]
    return targets.every((other) => {
      const { left, right, top, bottom } = other.getBoundingClientRect()
      return other === target || left > x + 12 || right < x - 12 || top > y + 12 || bottom < y - 12
    })
  }
  const isInSentence = (link: El): boolean => {
    if (!link.matches('a') || style(link).display !== 'inline') return false
    const around = link.closest('p, li, dd, td, th, h1, h2, h3, caption, figcaption, div, span')
    return (around?.textContent.trim().length ?? 0) > link.textContent.trim().length + 1
  }
  return targets.flatMap((target) => {
    const { width, height } = target.getBoundingClientRect()
    const isHidden = width === 0 || target.closest('.hidden, .skip') !== null
    const isLarge = height >= 23.5 && (width >= 23.5 || isAlone(target))
    // A box is ticked by its label, too.
    const isBox = target.matches('[type=checkbox], [type=radio]')
    const label = target.closest('label')?.getBoundingClientRect().height ?? 0
    if (isHidden || isLarge || isInSentence(target)) return []
    if (isBox && (label >= 23.5 || isAlone(target))) return []
    return [`target of ${Math.round(width)} × ${Math.round(height)} px: ${nameOf(target)}`]
  })
}

/** Tabs that do not fit are scrolled to: their texts do not cover each other. */
function checkTabs({ all, nameOf }: Reading): string[] {
  return all('main .tabs a')
    .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
    .map((tab) => `wider than its tab: ${nameOf(tab)}`)
}

const CHECKS = [
  checkTabs,
  checkTables,
  checkPictures,
  checkParts,
  checkWords,
  checkCharts,
  checkTargets,
]

/**
 * Returns what is visibly wrong with the page as it is laid out: tables whose cells are not below
 * their headings or leave them, round pictures of posts and products, parts above their whole,
 * charts with equal or overlapping ticks or words beyond them, and targets below 24 px.
 */
export async function layoutFaults(page: Page): Promise<string[]> {
  const calls = CHECKS.map((check) => `...(${check.toString()})(reading)`).join(', ')
  return await page.evaluate<string[]>(
    `(() => { const reading = (${startReading.toString()})(); return [...new Set([${calls}])] })()`,
  )
}
