import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type Axe from 'axe-core'
import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
import { LANGUAGES, localeOf } from '../../src/base/languages.ts'
import { filledPaths, fillConsole } from './fill/index.ts'
import { aUser, aVisitor, browserTest as test } from './kit.ts'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']
const PICTURES = process.env['PICTURES']

const OPEN = ['/sign-in', '/welcome']
const SIGNED_IN = [
  ...filledPaths,
  '/confirm',
  '/nothing',
  '/users',
  '/users/user-light',
  '/tokens',
  '/audit',
  '/profile',
]

/** Every page is opened, and looked at by axe. */
const WALK_MS = 600_000
/** One page leaves a core idle while another waits for its answer or for axe. */
const PAGES_AT_ONCE = 3

/** What changes between two looks at a page that is open; all but colours is the same in the dark. */
type Look = { name: string; theme: 'light' | 'dark'; width: number; rules?: readonly string[] }

const DESKTOP = 1_360
const LOOKS: readonly { language: string; looks: readonly Look[] }[] = [
  {
    language: 'en-GB',
    looks: [
      { name: 'light', theme: 'light', width: DESKTOP },
      {
        name: 'dark',
        theme: 'dark',
        width: DESKTOP,
        rules: ['color-contrast', 'link-in-text-block'],
      },
    ],
  },
  ...LANGUAGES.filter((each) => each !== 'en').map((each) => ({
    language: localeOf(each),
    looks: [
      { name: each, theme: 'light', width: DESKTOP },
      { name: `${each}-phone`, theme: 'dark', width: 390 },
    ] as const,
  })),
]

async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  const runOnly = rules
    ? { type: 'rule' as const, values: [...rules] }
    : { type: 'tag' as const, values: TAGS }
  return await page.evaluate(async (runOnly) => {
    const { axe, document } = globalThis as unknown as { axe: typeof Axe; document: never }
    const { violations } = await axe.run(document, { runOnly, resultTypes: ['violations'] })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
    )
  }, runOnly)
}

test('faults are found', async ({ served, browser }) => {
  const page = await aVisitor({ served, browser })
  await page.addInitScript(AXE)
  await page.goto('/console/sign-in')
  await page.evaluate(`document.querySelector('label').remove()`)
  expect(await violations(page)).toHaveLength(1)
})

/** Opens every path once, in several pages of one browser. */
async function openAll(
  first: Page,
  paths: readonly string[],
  look: (page: Page, path: string) => Promise<void>,
): Promise<void> {
  const left = [...paths]
  const walk = async (page: Page) => {
    for (let path = left.shift(); path !== undefined; path = left.shift()) {
      await page.goto(`/console${path}`)
      await look(page, path)
    }
  }
  const others = Array.from(
    { length: PAGES_AT_ONCE - 1 },
    async () => await first.context().newPage(),
  )
  await Promise.all([first, ...(await Promise.all(others))].map(walk))
}

async function picture(page: Page, name: string, path: string): Promise<void> {
  if (PICTURES === undefined) return
  mkdirSync(PICTURES, { recursive: true })
  const file = `${name}-${path.replaceAll(/\W+/g, '-') || 'overview'}.png`
  await page.screenshot({ path: join(PICTURES, file), fullPage: true })
}

const lookAs = (looks: readonly Look[]) => async (page: Page, path: string) => {
  await page.evaluate(AXE)
  for (const { name, theme, width, rules } of looks) {
    await page.emulateMedia({ colorScheme: theme })
    await page.setViewportSize({ width, height: 860 })
    await picture(page, name, path)
    expect(await violations(page, rules), `${name} ${path}`).toEqual([])
    const excess = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
    expect(excess, `${name} ${path} is as wide as the window`).toBeLessThanOrEqual(0)
    // Nobody can scroll to what begins left of the window.
    const cut = await page.evaluate<string[]>(
      `[...document.querySelectorAll('main :is(button, a, input, select)')]
        .filter((each) => each.checkVisibility() && each.getBoundingClientRect().left < 0 && !each.closest('.skip, .visually-hidden'))
        .map((each) => each.outerHTML)`,
    )
    expect(cut, `${name} ${path} begins within the window`).toEqual([])
  }
}

describe('everybody can use every page', () => {
  for (const { language, looks } of LOOKS)
    test(
      looks.map(({ name }) => name).join(' and '),
      { timeout: WALK_MS },
      async ({ db, served, browser }) => {
        if (language === 'en-GB') await fillConsole(db)
        await openAll(await aVisitor({ served, browser, language }), OPEN, lookAs(looks))
        const { token } = await aUser(db, `user-${looks[0]?.name ?? ''}`, 'admin')
        const visitor = await aVisitor({ served, browser, token, language })
        await openAll(visitor, SIGNED_IN, lookAs(looks))
      },
    )
})

const ATTACKS = [
  '"><img src=x onerror="globalThis.hacked=1">',
  "' onmouseover='globalThis.hacked=1",
  '</code></dd><script>globalThis.hacked=1</script>',
  'javascript:globalThis.hacked=1',
  '<form action=/console/sign-out method=post data-morph><button>x</button></form>',
]

/**
 * What a page consists of, without its text; changes are more after each filling, long captions are folded, groups have another order and
 * the signs that are free, and the bars of a day move to the next half hour.
 */
const PARTS = `((page) => [...page.querySelectorAll('body :not(.live, .canvas *, .activity *, .outgoing-post *, [data-group] *, .figure-columns rect)')].map((e) => e.tagName + [...e.attributes].filter((a) => !['lang', 'checked', 'hidden'].includes(a.name)).map((a) => ' ' + a.name).sort().join('')))`
/** Elements and links that no page of ours has. */
const FOREIGN = 'main script, main img:not([src^="/console/"]), main [onerror], a[href^=javascript]'

const shown = async (page: Page): Promise<string[]> => await page.evaluate(`${PARTS}(document)`)

/** As the browser reads what the server answers, before any script changes it. */
async function sent(page: Page, path: string): Promise<{ parts: string[]; foreign: number }> {
  return await page.evaluate(`fetch('/console' + ${JSON.stringify(path)}).then((answer) => answer.text()).then((text) => {
    const policy = (globalThis.reading ??= trustedTypes.createPolicy('gramd', { createHTML: (text) => text }))
    const page = new DOMParser().parseFromString(policy.createHTML(text), 'text/html')
    return { parts: ${PARTS}(page), foreign: page.querySelectorAll('${FOREIGN}').length }
  })`)
}

test(
  'no text of others becomes a part of a page',
  { timeout: WALK_MS },
  async ({ db, served, browser }) => {
    const { token } = await aUser(db, 'careful', 'admin')
    const page = await aVisitor({ served, browser, token })
    // A page whose scripts have not taken the policy's name.
    const reader = await aVisitor({ served, browser, token })
    await reader.route('**/console.js', async (route) => await route.abort())
    // Words of a language, as the attacks are: a page counts the languages of captions.
    await fillConsole(db, { text: 'harmless words in plain English' })
    const harmless = new Map<string, { shown: string[]; sent: string[] }>()
    await openAll(page, filledPaths, async (tab, path) => {
      harmless.set(path, { shown: await shown(tab), sent: [] })
    })
    await reader.goto('/console/profile')
    for (const path of filledPaths) {
      const known = harmless.get(path)
      if (known) known.sent = (await sent(reader, path)).parts
      expect(known?.sent.length, path).toBeGreaterThan(20)
    }
    for (const text of ATTACKS) {
      await fillConsole(db, { text })
      const paths = [
        ...['task_type', 'cursor', 'status'].map(
          (query) => `/tasks?${new URLSearchParams({ [query]: text }).toString()}`,
        ),
        `/sign-in?${new URLSearchParams({ next: text }).toString()}`,
      ]
      for (const path of [...filledPaths, ...paths]) {
        const { parts, foreign } = await sent(reader, path)
        const known = harmless.get(path)
        if (known) expect(parts, `${path} with ${text}`).toEqual(known.sent)
        expect(foreign, `${path} with ${text}`).toBe(0)
      }
    }
    await fillConsole(db, { text: ATTACKS.join(' ') })
    await openAll(page, filledPaths, async (tab, path) => {
      expect(await shown(tab), path).toEqual(harmless.get(path)?.shown)
      expect(await tab.evaluate<unknown>('globalThis.hacked')).toBeUndefined()
    })
  },
)
