import { expect } from 'vitest'
import { aBlog } from '../features/blogs/a-blog.ts'
import { FEW, relations } from './fill/relations.ts'
import { aReader, aUser, test } from './kit.ts'

const [, , later = '', changes = '', history = '', reading = '', waiting = ''] = relations.paths
const pairs = relations.paths.at(-1) ?? ''

test('checks tell how far they are and why they wait', async ({ db, served }) => {
  await relations.fill(db, 'somebody')
  const { token } = await aUser(db, 'checker', 'member')
  const { open } = aReader({ served, token })
  const { text, source } = await open('/relations')

  expect(text).toMatch(/Reading @astana_food Who follows it 5,230 of 18,400/)
  expect(source).toMatch(/<progress\s+value="5230"\s+max="18400"/)
  expect(text).toMatch(/Waiting It takes many requests\. Please confirm\. @big_brand/)
  expect(text).toMatch(/Nothing read The profile is private\. @closed_door/)
  expect((await open('/relations?username=nobody')).text).toContain('No check matches')
  expect((await open(reading)).text).toMatch(/Accounts used @garden_pool/)
  expect((await open(waiting)).text).toContain('Spend 5,400 requests')
})

test('a target of which Instagram shows about 50 people says so, instead of a plan', async ({
  db,
  served,
}) => {
  await relations.fill(db, 'somebody')
  const { token } = await aUser(db, 'counter', 'member')
  const few = `/relations/${FEW}`
  const { open } = aReader({ served, token })
  const sentence = 'Instagram shows only 50 of 50,000 people.'

  expect((await open('/relations')).text).toMatch(
    new RegExp(`Incomplete ${sentence} @star_of_kz Who follows it 50 of 50,000`),
  )
  const page = await open(few)
  expect(page.text).toContain(`a missing name proves nothing. ${sentence}`)
  expect(page.text).toContain('Estimate 2 requests')
  expect((await open(`${few}?view=history`)).text).toContain(
    `List incomplete: Who follows it. ${sentence}`,
  )
  const russian = aReader({ served, token, language: 'ru' })
  expect((await russian.open(few)).text).toMatch(/Instagram показывает только 50 из 50\s000\./)
})

test('yes, no and unknown differ, and unknown says why', async ({ db, served }) => {
  await relations.fill(db, 'somebody')
  const { token } = await aUser(db, 'doubter', 'member')
  const { open } = aReader({ served, token })
  const members = (await open(`${later}?q=follower_1`)).text

  // The answer stands before what the check cost: a phone shows it first.
  expect(members.indexOf('@follower_11')).toBeLessThan(members.indexOf('Accounts used'))
  expect(members).toMatch(/@follower_11 verified Yes Yes Follow each other/)
  expect((await open(`${later}?relation=unknown&q=follower_7`)).text).toMatch(
    /Yes Unknown Instagram shows only part of the list\. Unknown/,
  )
  expect((await open(`${later}?q=%21%21`)).text).toContain('Use up to 30 of the letters')
  expect((await open(changes)).text).toMatch(/60 people then, 62 now.*Left @follower_1\b/)
  expect((await open(`${changes}&kind=following&change=gone`)).text).toContain(
    'Who left is unknown',
  )
  expect((await open(history)).text).toContain('@somebody continues for @kitchen_pool')
  expect((await open(pairs)).text).toMatch(
    /Yes seen by one of our accounts .* No by a search in the list/,
  )
  expect((await open(pairs)).text).toMatch(/Unknown The profile is private\./)
})

test('what takes many requests is asked first, and a check is stopped and goes on', async ({
  db,
  served,
}) => {
  await aBlog(db, 'huge', { platform_id: '990099', follower_count: 900_000 })
  const { token } = await aUser(db, 'spender', 'member')
  const { open, send } = aReader({ served, token })
  const form = { username: 'huge', kinds: 'followers', max: '' }
  const asked = await send('/relations/new', form)
  const begun = await send('/relations/new', { ...form, confirm: 'true' })
  const path = (begun.address ?? '').replace('/console', '')

  expect(asked.status).toBe(409)
  expect(asked.text).toMatch(/Spend 9,\d{3} requests\? No account works right now/)
  expect(asked.source).toContain('name="confirm" value="true"')
  expect(begun.status).toBe(303)
  expect((await send(`${path}/stop`, {})).status).toBe(303)
  expect((await open(path)).text).toContain(
    'Stopped The check was stopped. Results so far are saved.',
  )
  expect((await send(`${path}/continue`, {})).status).toBe(303)
  expect((await open(path)).text).not.toContain('The check was stopped.')
})

test('faults stand at their fields, and viewers see no buttons', async ({ db, served }) => {
  await relations.fill(db, 'somebody')
  const { token } = await aUser(db, 'erring', 'member')
  const { open, send } = aReader({ served, token })
  const faulty = await send('/relations/new', {
    username: 'not a name!',
    kinds: 'followers',
    max: '',
  })
  const limit = { username: 'natgeo', kinds: 'followers' }
  const words = await send('/relations/new', { ...limit, max: 'a few' })
  const nothing = await send('/relations/new', { username: 'natgeo', max: '' })
  const limited = await send('/relations/new', { ...limit, max: '1 000' })
  const check = await open((limited.address ?? '').replace('/console', ''))
  const lines = await send('/relations/pairs/new', { pairs: 'natgeo nasa\nalone' })
  const asked = await send('/relations/pairs/new', { pairs: 'natgeo nasa\n\nnasa, natgeo' })
  const viewer = aReader({ served, token: (await aUser(db, 'looker', 'viewer')).token })

  expect(faulty.status).toBe(422)
  expect(faulty.source).toMatch(/value="not a name!"[^>]*aria-invalid="true"/)
  expect(words.source).toMatch(/id="max-note">Enter a number\./)
  expect(nothing.text).toContain('At least 1 entry.')
  expect(check.text).toMatch(/Maximum 1,000 Created/)
  expect(lines.text).toContain('Line 2: enter two names')
  expect(asked).toMatchObject({
    status: 303,
    address: expect.stringContaining('/relations/pairs/'),
  })
  expect((await viewer.open(waiting)).text).not.toContain('Spend 5,400 requests')
  expect((await viewer.open('/relations')).text).not.toContain('New check')
})
