import { expect } from 'vitest'
import { makeShare } from '../features/shares/kit.ts'
import { CREATOR, creator } from './fill/creator.ts'
import { LIST, lists } from './fill/lists.ts'
import { aVisitor, browserTest as test } from './kit.ts'

const PAGES = /\/Type\s*\/Page\b(?!s)/g

test('a report prints one page of A4 for each sheet', async ({ db, served, browser }) => {
  await creator.fill(db, 'Mother of two. Almaty. '.repeat(4))
  await lists.fill(db, 'lovely')
  const one = await makeShare(served, { subject: 'creator', creators: [CREATOR] })
  const list = await makeShare(served, { subject: 'list', list: LIST, show_prices: true })
  const page = await aVisitor({ served, browser, width: 1_440 })
  const foreign: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(served.url) && !request.url().startsWith('data:'))
      foreign.push(request.url())
  })
  const pagesOf = async (path: string) => {
    await page.goto(path)
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true })
    const text = pdf.toString('latin1')
    await page.emulateMedia({ media: 'print' })
    const words = await page.locator('main').innerText()
    await page.emulateMedia({ media: null })
    return { pages: [...text.matchAll(PAGES)].length, words, pdf }
  }

  const creatorPdf = await pagesOf(one.path)
  const listPdf = await pagesOf(list.path)

  expect(creatorPdf.pages).toBe(1)
  expect(creatorPdf.words).toContain('@mama.almaty')
  expect(creatorPdf.words).toContain('Numbers as Instagram showed them')
  expect(creatorPdf.words).not.toContain('Print or save as PDF')
  // All together, and each of the five that were not rejected.
  expect(listPdf.pages).toBe(6)
  expect(listPdf.words).toContain('₸75,000.50')
  expect(foreign).toEqual([])
})

test('a report fits a phone, speaks three languages, and works without scripts', async ({
  db,
  served,
  browser,
}) => {
  await creator.fill(db, 'lovely')
  const { path } = await makeShare(served, { subject: 'creator', creators: [CREATOR] })
  for (const width of [390, 320]) {
    const page = await aVisitor({ served, browser, width, hasScripts: false })
    await page.goto(path)
    const wide = await page.locator('html').evaluate((html) => html.scrollWidth > html.clientWidth)
    await page.getByRole('link', { name: 'Қазақша' }).click()
    const words = await page.locator('main').innerText()

    expect(wide, `${width} px`).toBe(false)
    expect(words).toContain('Тек оқуға')
  }
})
