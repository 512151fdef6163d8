import { expect } from 'vitest'
import { makeShare } from '../features/shares/kit.ts'
import { pdfPages } from '../fixtures/pdf-text.ts'
import { CAMPAIGN, campaigns } from './fill/campaigns.ts'
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

test('a campaign prints a page for each creator, and nothing is cut', async ({
  db,
  served,
  browser,
}) => {
  await campaigns.fill(db, 'Warm in the snow? @botamkids, after three walks.')
  const { path } = await makeShare(served, {
    subject: 'campaign',
    list: CAMPAIGN,
    show_prices: true,
  })
  const page = await aVisitor({ served, browser, width: 1_440 })
  await page.goto(path)
  const pages = pdfPages(await page.pdf({ preferCSSPageSize: true, printBackground: true }))
  // The width of the paper without its margins, as the printed page is laid out.
  await page.setViewportSize({ width: 695, height: 1_030 })
  await page.emulateMedia({ media: 'print' })
  const cut = await page.evaluate<string[]>(
    `[...document.querySelectorAll('.sheet *')].filter((each) => {
      const style = getComputedStyle(each)
      return style.overflowX !== 'visible' && !each.closest('svg') && each.scrollWidth > each.clientWidth + 1
    }).map((each) => each.outerHTML.slice(0, 200))`,
  )
  const wide = await page.locator('html').evaluate((html) => html.scrollWidth - html.clientWidth)

  // The answer, the days, and five creators.
  expect(pages).toHaveLength(7)
  for (const [at, text] of pages.entries()) {
    expect(text).toContain(`Page${at + 1}of7`)
    expect(text).toContain('NumbersasInstagramshowedthem')
  }
  const [answer = '', days = '', ...creators] = pages
  expect(answer).toContain('2of7postsareout,with63,000viewssofar')
  expect(answer).toContain('₸135,000')
  expect(days).toContain('Daybyday')
  expect(days).toContain('Viewsofallvideostogether')
  expect(creators.filter((text) => text.includes('Whythiscreator'))).toHaveLength(5)
  expect(creators.map((text) => /@camp\.\d/.exec(text)?.[0] ?? '').toSorted()).toEqual(
    [1, 2, 3, 4, 5].map((n) => `@camp.${n}`),
  )
  const third = creators.find((text) => text.includes('@camp.3')) ?? ''
  for (const words of ['27,000', '960', 'Viewsbyday', 'Day1:', 'LivesinAlmaty', 'from9taggedposts'])
    expect(third).toContain(words)
  expect({ cut, wide }).toEqual({ cut: [], wide: 0 })
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
