import { expect } from 'vitest'
import { discovery } from './fill/discovery.ts'
import { aReader, aUser, test } from './kit.ts'

test('sources tell what they brought, and why the others were left out', async ({ db, served }) => {
  await discovery.fill(db, 'mother')
  const { token } = await aUser(db, 'finder', 'member')
  const { open } = aReader({ served, token })
  const { text: hashtags, source } = await open('/discovery')
  const sources = (await open('/discovery/sources')).text

  expect(hashtags).toMatch(
    /#алматымама from 5,000 followers · Russian · Kazakh 240 20 160 too few followers 120/,
  )
  expect(source).toContain('title="8% of those checked"')
  expect(hashtags).toMatch(/#astanafood Paused the usual filters 120 0/)
  expect(hashtags).toMatch(/#newone the usual filters – – – not yet/)
  expect(sources).toMatch(
    /Similar to @mother Similar to a creator · 1 run 120 21 .* #алматымама Hashtags · 2 runs/,
  )
  expect((await open('/discovery/runs')).text).toMatch(
    /Failed Stopped by an error #двойной #хештег/,
  )
})

test('a hashtag is added, run, paused, changed and removed', async ({ db, served }) => {
  await discovery.fill(db, 'mother')
  const { token } = await aUser(db, 'gardener', 'member')
  const { open, send } = aReader({ served, token })
  const path = `/discovery/hashtags/${encodeURIComponent('алматымама')}`
  const faulty = await send('/discovery/hashtags/new', { hashtag: 'two words', min_followers: 'x' })
  const twice = await send('/discovery/hashtags/new', { hashtag: '#astanafood' })
  const added = await send('/discovery/hashtags/new', { hashtag: '#Шымкент', languages: 'kk' })
  const run = await send(`${path}/act`, { act: 'run' })
  await send(`${path}/act`, { act: 'pause' })
  const edited = await send(`${path}/edit`, { max_followers: '90000', with_private: 'true' })
  const { text } = await open('/discovery')
  await send(`${path}/remove`, {})

  expect(faulty.status).toBe(422)
  expect(faulty.source).toMatch(/id="hashtag-note"/)
  expect(twice.text).toContain('This has been added already.')
  expect([added.status, run.status, edited.status]).toEqual([303, 303, 303])
  expect(text).toMatch(/#алматымама Paused up to 90,000 followers · including private/)
  expect(text).toMatch(/#шымкент Kazakh/)
  expect((await open('/discovery')).text).not.toContain('#алматымама')
})

test('a discovery is begun from any source, and its faults stand at their fields', async ({
  db,
  served,
}) => {
  await discovery.fill(db, 'mother')
  const { token } = await aUser(db, 'seeker', 'member')
  const { open, send } = aReader({ served, token })
  const nothing = await send('/discovery/new', { by: 'location', value: 'nowhere at all' })
  const turned = await send('/discovery/new', {
    by: 'hashtags',
    value: '#one two',
    min_followers: '100',
    max_followers: '10',
    languages: 'klingon',
  })
  const words = await send('/discovery/new', { by: 'hashtags', value: '#one', min_posts: 'many' })
  const russian = aReader({ served, token, language: 'ru' })
  const inRussian = await russian.send('/discovery/hashtags/new', {
    hashtag: 'three',
    max_posts: 'many',
  })
  const begun = await send('/discovery/new', { by: 'hashtags', value: '#one, two', recent: 'true' })
  const viewer = aReader({ served, token: (await aUser(db, 'watching', 'viewer')).token })

  expect(nothing.status).toBe(422)
  expect(nothing.source).toMatch(/id="value-note"|role="alert"/)
  expect(turned.source).toMatch(/id="max_followers-note"/)
  expect(turned.source).toMatch(/class="fault" id="languages-note"/)
  expect(words.source).toMatch(/id="min_posts-note">Enter a number\./)
  expect(inRussian.source).toMatch(/id="max_posts-note">Введите число\./)
  expect(begun).toMatchObject({ status: 303, address: '/console/discovery/runs' })
  expect((await open('/discovery/runs')).text).toContain('#one #two')
  expect((await viewer.open('/discovery')).text).not.toContain('Run now')
  expect((await viewer.send('/discovery/new', { by: 'hashtags', value: 'x' })).status).toBe(403)
})
