import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { accounts } from './fill/accounts.ts'
import { catalog } from './fill/catalog.ts'
import { lists, LIST, MEMBER } from './fill/lists.ts'
import { aUser, aVisitor, browserTest as test } from './kit.ts'

const focused = async (page: Page): Promise<string> =>
  await page.evaluate<string>(
    `(document.activeElement.id || document.activeElement.className || document.activeElement.tagName)`,
  )

const submit = async (page: Page, form: string) => {
  // The browser's own checks would not let the fault through to the server.
  await page.evaluate(`document.querySelector(${JSON.stringify(form)}).noValidate = true`)
  await page.locator(`${form} button.main, ${form} button:not([type=button])`).last().click()
}

/** Forms with something wrong in them, and the field that the focus must be on afterwards. */
const FORMS = [
  { path: '/lists/new', fill: { name: ' ' }, field: 'name' },
  { path: `/lists/${LIST}/members/${MEMBER}`, fill: { price: 'much' }, field: 'price' },
  { path: '/stores/new', fill: { name: 'Fine', product_url: 'x' }, field: 'product_url' },
  { path: '/creators/add', fill: { names: '!!' }, field: 'names' },
] as const

test(
  'after a refused form the first faulty field has the focus, with scripts and without',
  { timeout: 120_000 },
  async ({ db, served, browser }) => {
    await lists.fill(db, 'lovely')
    await catalog.fill(db, 'lovely')
    await accounts.fill(db, 'lovely')
    const { token } = await aUser(db, 'faulty', 'admin')
    const found: Record<string, string> = {}
    const wanted: Record<string, string> = {}
    for (const hasScripts of [true, false]) {
      const page = await aVisitor({ served, browser, token, hasScripts })
      for (const { path, fill, field } of FORMS) {
        await page.goto(`/console${path}`)
        for (const [name, value] of Object.entries(fill)) await page.locator(`#${name}`).fill(value)
        await submit(page, 'main form.card')
        await page.locator('.fault, .refused').first().waitFor()
        found[`${hasScripts} ${path}`] = await focused(page)
        wanted[`${hasScripts} ${path}`] = field
      }
    }
    expect(found).toEqual(wanted)
  },
)
