import { expect } from 'vitest'
import { filledPaths, fillConsole } from './fill/index.ts'
import { aUser, aVisitor, browserTest as test } from './kit.ts'

/** A class that something else has, too, may make a table a grid: its heads then stand over other columns. */
const BROKEN = `[...document.querySelectorAll('table')]
  .filter((table) => table.offsetParent !== null)
  .filter((table) => getComputedStyle(table).display !== 'table')
  .map((table) => table.className)`

test(
  'every table of a wide page is laid out as a table',
  { timeout: 120_000 },
  async ({ db, served, browser }) => {
    await fillConsole(db)
    const { token } = await aUser(db, 'tables', 'admin')
    const page = await aVisitor({ served, browser, token, hasScripts: false })
    const broken: string[] = []
    for (const path of filledPaths) {
      await page.goto(`/console${path}`)
      for (const name of await page.evaluate<string[]>(BROKEN)) broken.push(`${path}: ${name}`)
    }
    expect(broken).toEqual([])
  },
)
