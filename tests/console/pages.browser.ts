import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type Axe from 'axe-core'
import type { Page } from 'playwright-core'
import { describe, expect } from 'vitest'
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

const LOOKS = {
  light: { language: 'en-GB', theme: 'light', width: 1_360 },
  dark: { language: 'en-GB', theme: 'dark', width: 1_360 },
  russian: { language: 'ru-RU', theme: 'light', width: 1_360 },
  phone: { language: 'ru-RU', theme: 'dark', width: 390 },
} as const

async function violations(page: Page): Promise<string[]> {
  const found = await page.evaluate(async (values) => {
    const { axe, document } = globalThis as unknown as { axe: typeof Axe; document: never }
    const { violations } = await axe.run(document, { runOnly: { type: 'tag', values } })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
    )
  }, TAGS)
  return found
}

test('faults are found', async ({ served, browser }) => {
  const page = await aVisitor({ served, browser })
  await page.addInitScript(AXE)
  await page.goto('/console/sign-in')
  await page.evaluate(`document.querySelector('label').remove()`)
  expect(await violations(page)).toHaveLength(1)
})

async function look(page: Page, name: string, paths: readonly string[]): Promise<void> {
  await page.addInitScript(AXE)
  for (const path of paths) {
    await page.goto(`/console${path}`)
    if (PICTURES !== undefined) {
      mkdirSync(PICTURES, { recursive: true })
      const file = `${name}-${path.replaceAll(/\W+/g, '-') || 'overview'}.png`
      await page.screenshot({ path: join(PICTURES, file), fullPage: true })
    }
    expect(await violations(page), `${name} ${path}`).toEqual([])
    const width = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
    expect(width, `${name} ${path} is as wide as the window`).toBeLessThanOrEqual(0)
  }
}

describe('everybody can use every page', () => {
  for (const [name, looks] of Object.entries(LOOKS))
    test(name, { timeout: WALK_MS }, async ({ db, served, browser }) => {
      if (name === 'light') await fillConsole(db)
      await look(await aVisitor({ served, browser, ...looks }), name, OPEN)
      const { token } = await aUser(db, `user-${name}`, 'admin')
      await look(await aVisitor({ served, browser, token, ...looks }), name, SIGNED_IN)
    })
})

const ATTACKS = [
  '"><img src=x onerror="globalThis.hacked=1">',
  "' onmouseover='globalThis.hacked=1",
  '</code></dd><script>globalThis.hacked=1</script>',
  'javascript:globalThis.hacked=1',
  '<form action=/console/sign-out method=post data-morph><button>x</button></form>',
]

test(
  'no text of others becomes a part of a page',
  { timeout: WALK_MS },
  async ({ db, served, browser }) => {
    const { token } = await aUser(db, 'careful', 'admin')
    const page = await aVisitor({ served, browser, token })
    const elements = async (path: string) => {
      await page.goto(`/console${path}`)
      return await page.evaluate<string[]>(
        `[...document.querySelectorAll('body :not(.live, .canvas *)')].map((e) => e.tagName + [...e.attributes].filter((a) => a.name !== 'lang').map((a) => ' ' + a.name).sort().join(''))`,
      )
    }
    await fillConsole(db, { text: 'harmless' })
    const harmless = new Map<string, string[]>()
    for (const path of filledPaths) harmless.set(path, await elements(path))
    for (const text of ATTACKS) {
      await fillConsole(db, { text })
      for (const path of filledPaths)
        expect(await elements(path), `${path} with ${text}`).toEqual(harmless.get(path))
      expect(await page.evaluate<unknown>('globalThis.hacked')).toBeUndefined()
      for (const query of ['task_type', 'cursor', 'status'])
        await page.goto(`/console/tasks?${new URLSearchParams({ [query]: text }).toString()}`)
      await page.goto(`/console/sign-in?${new URLSearchParams({ next: text }).toString()}`)
      expect(
        await page
          .locator('main script, main img:not(.picture), main [onerror], a[href^=javascript]')
          .count(),
      ).toBe(0)
    }
  },
)
