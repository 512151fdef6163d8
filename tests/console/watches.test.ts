import { expect } from 'vitest'
import { formatsOf } from '../../src/console/formats.ts'
import { newsSentence } from '../../src/console/parts/watch-news.ts'
import { EMPTY_LIST, LIST, lists } from './fill/lists.ts'
import { aReader, aUser, test } from './kit.ts'

test('a list is watched by a form, its news are cards, and each user marks them', async ({
  db,
  served,
}) => {
  await lists.fill(db, 'lovely')
  const { token } = await aUser(db, 'watcher', 'member')
  const { open, send } = aReader({ served, token })

  const list = await open(`/lists/${LIST}`)
  const news = await open(`/watches/${LIST}`)
  const form = await open(`/watches/${LIST}/edit`)
  const fields = {
    growth_share: '10',
    silent_days: '',
    far_above_times: '4',
    brands: 'botam.kz, qamqor',
    renamed: 'true',
    digest: 'daily',
    digest_time: '08:30',
    digest_weekday: '1',
    receivers: 'watcher',
    language: 'ru',
  }
  const saved = await send(`/watches/${LIST}`, fields)
  const after = await open(`/watches/${LIST}`)
  const wrong = await send(`/watches/${LIST}`, { ...fields, silent_days: 'many' })
  const readAll = await send(`/watches/${LIST}/read-all`, {})
  const seen = await open(`/watches/${LIST}?unread=true`)
  const stopped = await send(`/watches/${LIST}/stop`, {})
  const end = await open(`/lists/${LIST}`)
  const offered = await open((stopped.address ?? '').replace('/console', ''))
  const settings = new URL(stopped.address ?? '', 'http://x').searchParams.get('stopped') ?? ''
  const resumed = await send(`/watches/${LIST}/resume`, { settings })
  const again = await open(`/watches/${LIST}`)
  await send(`/watches/${LIST}`, { ...fields, digest_time: '07:15' })
  // Another watch that was begun meanwhile stays.
  await send(`/watches/${LIST}/resume`, { settings })
  const other = await open(`/watches/${LIST}`)

  expect(list.text).toContain('Watched · 10 new')
  expect(list.text).toContain('Advertising for botam.kz')
  // One of the news: the creators stay on the first screen.
  expect(list.source.match(/>Seen</g)).toHaveLength(1)
  expect(news.text).toContain('20% more followers in 7 days: from 10,000 to 12,000. Usual: +1%.')
  expect(news.text).toContain('9,000 views, 9 times the usual 1,000 (median of 20 posts)')
  expect(news.text).toContain('Followers change by 5% or more')
  expect(form.text).toContain('Stop watching')
  expect([saved.status, saved.address]).toEqual([303, `/console/lists/${LIST}`])
  expect(after.text).toContain('Followers change by 10% or more')
  expect(after.text).toContain('Every day at 08:30')
  expect(wrong.status).toBe(422)
  expect(readAll.status).toBe(303)
  expect(seen.text).toContain('No such news')
  expect(stopped.status).toBe(303)
  expect(end.text).not.toContain('Watched')
  expect(offered.text).toContain('The list is not watched any more. Undo')
  expect(resumed.status).toBe(303)
  expect(again.text).toContain('Followers change by 10% or more')
  expect(again.text).toContain('Every day at 08:30')
  expect(again.text).not.toContain('Undo')
  expect(other.text).toContain('Every day at 07:15')
})

test('the home of a marketer has the news that are not seen; a viewer changes nothing', async ({
  db,
  served,
}) => {
  await lists.fill(db, 'lovely')
  const member = aReader({ served, token: (await aUser(db, 'homely', 'member')).token })
  const viewer = aReader({ served, token: (await aUser(db, 'gazer', 'viewer')).token })
  const home = await member.open('/home/marketer')
  const page = await viewer.open(`/watches/${LIST}`)

  expect(home.text).toContain('Watched lists')
  expect(page.text).toContain('Gone')
  expect(page.text).not.toContain('Change the rules')
  expect((await viewer.send(`/watches/${LIST}`, { digest: 'daily' })).status).toBe(403)
})

test('a watch begins in the language of who begins it', async ({ db, served }) => {
  await lists.fill(db, 'lovely')
  const { token } = await aUser(db, 'beginner', 'member')
  const { open } = aReader({ served, token, language: 'ru' })

  const form = await open(`/watches/${EMPTY_LIST}/edit`)

  expect(form.source).toMatch(/<option value="ru"\s+selected/)
})

test('sentences about news agree with their number, and end with one full stop', () => {
  const formats = formatsOf('ru', 'Asia/Almaty')
  const far = (now: number) =>
    newsSentence('ru', formats, {
      kind: 'far_above',
      happened_at: '2026-11-20T10:00:00Z',
      details: { now, usual: 1000, compared: 21, is_plays: true },
    })
  const silent = newsSentence('ru', formats, {
    kind: 'silent',
    happened_at: '2026-11-20T10:00:00Z',
    details: { days: 14, last_post_at: '2026-11-01T10:00:00Z' },
  })

  expect([far(3000), far(5400), far(9000)].map((text) => /в \S+ раза?/.exec(text)?.[0])).toEqual([
    'в 3 раза',
    'в 5,4 раза',
    'в 9 раз',
  ])
  expect(silent).not.toContain('..')
})
