import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { LANGUAGES, localeOf } from '../../src/base/languages.ts'
import type { Db } from '../../src/db/handles.ts'
import { filledPaths, fillConsole } from './fill/index.ts'
import { layoutFaults } from './layout.ts'
import { aUser, aVisitor, browserTest as test } from './kit.ts'

const PATHS = [...filledPaths, '/users', '/tokens', '/audit', '/profile']
const WIDTHS = [1_440, 390, 320] as const
/** Google's limit for "good" is 0.1 (web.dev/articles/cls); ours is a fifth of it. */
const MAX_SHIFT = 0.02
/** Of the width of a large window; what is right of it would be an empty side. */
const USED_WIDTH = 0.8

/** Sums the shifts of the page since it was opened. */
const SHIFT = `new Promise((resolve) => {
  let sum = 0
  const observer = new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries()) if (!hadRecentInput) sum += value
  })
  observer.observe({ type: 'layout-shift', buffered: true })
  requestAnimationFrame(() => setTimeout(() => resolve(sum)))
})`
const RIGHTMOST = `Math.max(...[...document.querySelectorAll('main *')]
  .filter((each) => each.checkVisibility() && each.children.length === 0)
  .map((each) => each.getBoundingClientRect().right))`
/** A table may scroll on a phone; on a desktop its last columns, often the acts, would be hidden. */
const TOO_WIDE = `[...document.querySelectorAll('main .scroll')]
  .filter((each) => each.checkVisibility() && each.scrollWidth > each.clientWidth + 1)
  .map((each) => 'hides ' + (each.scrollWidth - each.clientWidth) + ' px of ' + (each.getAttribute('aria-label') ?? 'a table'))`
const SIDEWAYS = 'document.documentElement.scrollWidth - innerWidth'

async function faultsAt(page: Page, width: (typeof WIDTHS)[number]): Promise<string[]> {
  await page.setViewportSize({ width, height: 900 })
  const faults = await layoutFaults(page)
  if ((await page.evaluate<number>(SIDEWAYS)) > 0) faults.push('scrolls sideways')
  if (width === 1_440 && (await page.evaluate<number>(RIGHTMOST)) < width * USED_WIDTH)
    faults.push('leaves its right side empty')
  if (width === 1_440) faults.push(...(await page.evaluate<string[]>(TOO_WIDE)))
  return faults
}

/** Each part ends with a verdict of its own: all pages of a language take minutes beside other work. */
const PARTS = 4
/** A page leaves a core idle while another is laid out. */
const PAGES_AT_ONCE = 2

async function faultsOf(page: Page, path: string): Promise<string[]> {
  await page.goto(`/console${path}`)
  const shift = await page.evaluate<number>(SHIFT)
  const found = shift > MAX_SHIFT ? [`${path}: moves by ${shift.toFixed(3)} while it loads`] : []
  for (const width of WIDTHS) {
    const faults = await faultsAt(page, width)
    found.push(...faults.map((fault) => `${path} at ${width} px: ${fault}`))
  }
  await page.setViewportSize({ width: WIDTHS[0], height: 900 })
  return found
}

/** Fills the database of the tests once. */
const fillings = new WeakMap<Db, Promise<void>>()
function filled(db: Db): Promise<void> {
  const known = fillings.get(db) ?? fillConsole(db)
  fillings.set(db, known)
  return known
}

for (const language of LANGUAGES.map(localeOf))
  for (let part = 1; part <= PARTS; part += 1)
    test(
      `pages are laid out well, and nothing moves while they load (${language}, ${part} of ${PARTS})`,
      { timeout: 240_000 },
      async ({ db, served, browser }) => {
        await filled(db)
        const { token } = await aUser(db, `layout_${language.slice(0, 2)}_${part}`, 'admin')
        // Neighbours in the list are alike: every fourth page gives parts that take equally long.
        const left = PATHS.filter((_, at) => at % PARTS === part - 1)
        const found: string[] = []
        const walk = async () => {
          const page = await aVisitor({ served, browser, token, language, width: WIDTHS[0] })
          for (let path = left.shift(); path !== undefined; path = left.shift())
            found.push(...(await faultsOf(page, path)))
        }
        await Promise.all(Array.from({ length: PAGES_AT_ONCE }, walk))
        expect(found).toEqual([])
      },
    )

/** A page with each fault, and what is said about it. */
const FAULTS: readonly (readonly [fault: string, body: string])[] = [
  [
    'not below its heading',
    '<table><thead><tr><th>One<th>Two<tbody><tr><td>1<td style="position:relative;left:-4px">2</table>',
  ],
  ['outside of its table', '<table><tr><td>1<td style="position:relative;left:40px">2</table>'],
  ['above its whole', '<meter min="0" max="100" value="104"></meter>'],
  ['above its whole', '<p>Women 104%</p>'],
  [
    'wider than its cell',
    '<table style="table-layout:fixed;width:90px"><tr><td>Unbreakablewords<td>1</table>',
  ],
  ['round', '<img src="/x" style="width:40px;height:40px;border-radius:50%">'],
  [
    'round',
    '<a href="/console/posts/1" style="display:block"><img class="avatar" style="width:40px;height:40px;border-radius:50%"></a>',
  ],
  [
    'equal ticks',
    '<svg><text class="fig-tick" y="20">12k</text><text class="fig-tick" y="60">12k</text></svg>',
  ],
  [
    'ticks overlap',
    '<svg><text class="fig-tick" y="20">12k</text><text class="fig-tick" y="22">13k</text></svg>',
  ],
  [
    'leaves its chart',
    '<svg width="40" height="20" style="overflow:visible"><text y="20">the upper limit</text></svg>',
  ],
  [
    'wider than its tab',
    '<nav class="tabs" style="display:flex;width:60px"><a href="/x" style="display:flex;min-width:24px;height:24px">Unbreakableword</a><a href="/y" style="display:flex;min-width:24px;height:24px">A</a></nav>',
  ],
  ['target of', '<div><a href="/x">Open</a></div>'],
]

for (const [fault, body] of FAULTS)
  test(`a page is refused for: ${fault}`, async ({ served, browser }) => {
    const page = await aVisitor({ served, browser })
    await page.setContent(`<main style="width:800px;font:14px/20px sans-serif">${body}</main>`)
    expect((await layoutFaults(page)).map((each) => each.split(/[:\d]/)[0]?.trim())).toEqual([
      fault,
    ])
  })
