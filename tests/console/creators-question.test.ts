import { sql } from 'kysely'
import type { Db } from '../../src/db/handles.ts'
import { expect } from 'vitest'
import { aBlog, aCategory } from '../features/blogs/a-blog.ts'
import { aReader, aUser, test } from './kit.ts'

const IN_ALMATY = { city_id: 1_526_384, city: 'Almaty', city_source: 'biography' }

/** Two mothers in Almaty, once for all tests of the file. */
async function mothers(db: Db): Promise<void> {
  const known = await db.selectFrom('blogs').select('id').execute()
  if (known.length > 0) return
  const aida = await aBlog(db, 'aida', { ...IN_ALMATY, follower_count: 12_000 })
  await aCategory(db, aida, 'parenting', true)
  const small = await aBlog(db, 'small', { ...IN_ALMATY, follower_count: 900 })
  await aCategory(db, small, 'parenting', true)
  await sql`update blogs set search = derived.creator_document(username, full_name, biography, null)`.execute(
    db,
  )
}

const asked = (question: string): string =>
  `/creators?${new URLSearchParams({ question }).toString()}`

/** The address of a link by what it removes or says. */
const linkOf = (source: string, text: string): string => {
  const [, href = ''] =
    new RegExp(`href="([^"]*)"[^>]*(?:aria-label="[^"]*)?>?\\s*${text}`, 'u').exec(source) ?? []
  return href.replaceAll('&amp;', '&').replace('/console', '')
}

test('a question is read: each reading can be removed, and its words be searched instead', async ({
  db,
  served,
}) => {
  await mothers(db)
  const { token } = await aUser(db, 'asks', 'viewer')
  const { open } = aReader({ served, token })
  const page = await open(asked('mothers in Almaty 5k+'))

  expect(page.text).toContain('1 creator')
  expect(page.text).toMatch(/Read as Parenting × Almaty × from 5,000 followers ×/)
  expect(page.source).toContain('value="mothers in Almaty 5k+"')
  const wider = await open(linkOf(page.source, 'from 5,000 followers'))
  expect(wider.text).toContain('2 creators')
  expect(wider.text).toMatch(/Read as Parenting × Almaty × Search these words instead/)
  expect(wider.source).toContain('value="mothers in Almaty 5k+"')
  const words = await open(linkOf(page.source, 'Search these words instead'))
  expect(words.text).toContain('No creator')
  expect(words.text).toContain('Read it as a question')
})

test('what nobody meets is left out and named, and any text has an answer in words', async ({
  db,
  served,
}) => {
  await mothers(db)
  const { token } = await aUser(db, 'relaxes', 'viewer')
  const [en, ru] = (['en', 'ru'] as const).map((language) => aReader({ served, token, language }))

  expect((await en?.open(asked('mothers in Almaty vegantwins')))?.text).toContain(
    'No one matches all of it; without “vegantwins” : 2 creators',
  )
  expect((await ru?.open(asked('мамы Алматы близнецыверблюды')))?.text).toContain(
    'Всему сразу не соответствует никто; без «близнецыверблюды» : 2 блогера',
  )
  expect((await en?.open(asked('🙂🙂')))?.text).toContain('There is no word to search for')
  expect((await ru?.open(asked('🙂🙂')))?.text).toContain('Здесь нет слов для поиска')
  for (const text of ['qwrtp zxcvb', 'слово '.repeat(500), `"'); -- & | ! ( <->`])
    expect((await en?.open(asked(text)))?.status).toBe(200)
})

test('a new question replaces the readings of the one before, and a saved search has filters', async ({
  db,
  served,
}) => {
  await mothers(db)
  const { token } = await aUser(db, 'asks.again', 'member')
  const { open } = aReader({ served, token })
  const before = {
    read: 'mothers in Almaty 5k+',
    about: 'parenting',
    city: 'Almaty',
    min_followers: '5000',
    max_er: '90',
  }
  const query = new URLSearchParams({ ...before, question: 'mothers up to 1k' })
  const page = await open(`/creators?${query.toString()}`)

  expect(page.text).toMatch(/Read as Parenting × up to 1,000 followers ×/)
  const view = /href="[^"]*views\/new\?([^"]*)"/.exec(page.source)?.[1] ?? ''
  expect(view).toContain('max_er=90')
  expect(view).not.toContain('city=')
  const form = await open(`/creators/views/new?${view.replaceAll('&amp;', '&')}`)
  expect(form.source).toContain('about=parenting')
  expect(/name="query"\s+value="([^"]*)"/.exec(form.source)?.[1]).not.toContain('question')
})

test('the home of a marketer and the search of every page read questions, too', async ({
  db,
  served,
}) => {
  await mothers(db)
  const { token } = await aUser(db, 'asks.at.home', 'member')
  const { open } = aReader({ served, token })
  const home = await open('/home/marketer')
  const search = async (q: string) => await open(`/search?${new URLSearchParams({ q }).toString()}`)
  const found = await search('mothers in Almaty 5k+')
  const name = await search('aida')
  const nobody = await search('qwrtp zxcvb')

  expect(home.source).toMatch(
    /<form class="ask" action="\/console\/creators"[^]*?name="question"[^]*?<\/form>/,
  )
  expect(found.text).toMatch(/Creators who fit A @aida .*mothers in Almaty 5k\+ \(1 creator\)/)
  const list = await open(linkOf(found.source, 'mothers in Almaty'))
  expect(list.text).toMatch(/Read as Parenting × Almaty × from 5,000 followers ×/)
  expect(name.text).not.toContain('Creators who fit')
  expect(nobody.text).toContain('Nothing found')
})
