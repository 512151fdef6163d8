import { expect } from 'vitest'
import type { Role } from '../../src/base/roles.ts'
import type { Db } from '../../src/db/handles.ts'
import { endOfDay } from '../../src/console/days.ts'
import { LIST, lists, MEMBER } from './fill/lists.ts'
import { aReader, aUser, aVisitor, browserTest, test, type Served } from './kit.ts'

type Given = { db: Db; served: Served }

async function reading({ db, served }: Given, login: string, role: Role, language?: 'ru') {
  await lists.fill(db, 'lovely')
  const { token } = await aUser(db, login, role)
  return aReader({ served, token, ...(language && { language }) })
}

const PAGE = `/lists/${LIST}`
const hiddenField = (source: string, name: string): string =>
  new RegExp(`name="${name}" value="([^"]*)"`).exec(source)?.[1] ?? ''

test('a list shows its creators, totals and prices', async ({ db, served }) => {
  const { open } = await reading({ db, served }, 'planner', 'member')

  const all = await open('/lists')
  const list = await open(PAGE)
  const agreed = await open(`${PAGE}?status=agreed`)

  expect(all.text).toContain('Campaign A lovely lovely')
  expect(list.text).toContain('Candidates 2 Contacted 1 Agreed 1 Published 1 Rejected 1')
  expect(list.text).toContain('₸450,003 agreed ₸225,001.50')
  expect(list.text).toContain('@member.1 lovely 11k 1% better than 70% of similar accounts')
  expect(list.text).toMatch(/\d{1,2} [A-Z][a-z]+ overdue/)
  expect(agreed.text).toContain('@member.3')
  expect(agreed.text).not.toContain('@member.1')
})

test('a creator moves on by one click, and many by two', async ({ db, served }) => {
  const { open, send } = await reading({ db, served }, 'mover', 'member')
  const back = `/console${PAGE}?status=candidate`

  const one = await send(`${PAGE}/members/${MEMBER}/status`, { status: 'contacted', back })
  const seen = await open(PAGE)
  const asked = await send(`${PAGE}/bulk`, { act: 'move-all', expected: '6', back })
  const done = await send(`${PAGE}/move`, { act: 'move-all', expected: '6', to: 'rejected', back })
  const after = await open(`${PAGE}?status=rejected`)

  expect([one.status, one.address]).toEqual([303, back])
  expect(seen.text).toContain('Contacted 2')
  expect(asked.text).toContain('New status for 6 creators?')
  expect([done.status, done.address]).toEqual([303, back])
  expect(after.text).toContain('Rejected 6')
})

test('a board has a column for each status with its money, and moves by a form and back', async ({
  db,
  served,
}) => {
  const { open, send } = await reading({ db, served }, 'boarder', 'member')
  const board = `${PAGE}?view=board`
  const back = `/console${board}`
  const laneOf = (source: string, status: string) =>
    new RegExp(`data-lane="${status}"[\\s\\S]*?</section>`).exec(source)?.[0] ?? ''

  const before = await open(board)
  const moved = await send(`${PAGE}/members/${MEMBER}/status`, {
    status: 'contacted',
    back,
    undo: 'true',
  })
  const after = await open(moved.address?.slice('/console'.length) ?? '')
  const form = { back, status: 'candidate', 'only-if': 'contacted' }
  const undone = await send(`${PAGE}/members/${MEMBER}/status`, form)
  const again = await send(`${PAGE}/members/${MEMBER}/status`, form)
  const viewer = aReader({ served, token: (await aUser(db, 'onlooker', 'viewer')).token })
  const seen = await viewer.open(board)

  expect([...before.source.matchAll(/data-lane="(\w+)"/g)].map(([, lane]) => lane)).toEqual([
    'candidate',
    'contacted',
    'agreed',
    'published',
  ])
  expect(laneOf(before.source, 'agreed')).toContain('₸225,001.50')
  expect(laneOf(before.source, 'published')).toContain('$300,002')
  expect(laneOf(before.source, 'candidate')).toContain(`id="card-${MEMBER}"`)
  expect(before.text).toContain('1 rejected creator')
  expect(moved.status).toBe(303)
  expect(laneOf(after.source, 'contacted')).toContain(`id="card-${MEMBER}"`)
  expect(after.text).toContain('@member.1 moved to: Contacted Undo')
  expect([undone.status, undone.flash]).toEqual([303, '1 creator changed.'])
  expect(again.flash).toBe('A colleague has moved this creator since; nothing was undone.')
  expect(laneOf((await open(board)).source, 'candidate')).toContain(`id="card-${MEMBER}"`)
  expect(seen.source).not.toMatch(/draggable|class="moves"/)
})

browserTest(
  'a card of the board is dragged, moved by a key, and brought back',
  async ({ db, served, browser }) => {
    await lists.fill(db, 'lovely')
    const { token } = await aUser(db, 'dragger', 'member')
    const page = await aVisitor({ served, browser, token })
    const card = page.locator(`#card-${MEMBER}`)
    const inLane = (lane: string) => page.locator(`[data-lane="${lane}"] #card-${MEMBER}`)
    await page.goto(`/console${PAGE}?view=board`)

    // A card is the creator alone until its menu is opened, which covers the cards below it.
    const height = async () => (await card.boundingBox())?.height
    const closed = await height()
    expect(await card.getByRole('button').count()).toBe(0)
    await card.locator('summary').click()
    expect(await card.getByRole('button').count()).toBe(4)
    expect(await height()).toBe(closed)
    await card.getByRole('button', { name: 'Agreed' }).click()
    await inLane('agreed').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await inLane('candidate').waitFor()

    await card.dragTo(page.locator('[data-lane="agreed"] h2'))
    await inLane('agreed').waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await inLane('candidate').waitFor()
    await card.locator('.name').focus()
    await page.keyboard.press('2')
    await inLane('contacted').waitFor()

    const { status } = await db
      .selectFrom('list_members')
      .select('status')
      .where('blog_id', '=', MEMBER)
      .executeTakeFirstOrThrow()
    expect(status).toBe('contacted')
  },
)

test('when another number matches, nothing moves and the new one is asked about', async ({
  db,
  served,
}) => {
  const { open, send } = await reading({ db, served }, 'late', 'member')
  const fields = { act: 'move-all', status: 'candidate', to: 'rejected', back: `/console${PAGE}` }

  const refused = await send(`${PAGE}/move`, { ...fields, expected: '5' })
  const none = await send(`${PAGE}/bulk`, { act: 'move', back: `/console${PAGE}` })

  expect(refused.status).toBe(409)
  expect(refused.text).toContain('The number is now 2.')
  expect(hiddenField(refused.source, 'expected')).toBe('2')
  expect((await open(PAGE)).text).toContain('Candidates 2')
  expect(none.status).toBe(303)
})

test('what the team knows is changed in a form, which says what is wrong where', async ({
  db,
  served,
}) => {
  const { open, send } = await reading({ db, served }, 'editor', 'member', 'ru')
  const path = `${PAGE}/members/${MEMBER}`
  const given = { status: 'agreed', owner: 'editor', due_on: '', note: 'ok', currency: 'KZT' }

  const wrong = await send(path, { ...given, price: 'много' })
  const right = await send(path, { ...given, price: '1 500,5' })
  const form = await open(path)
  const list = await open(`${PAGE}?owner=editor`)

  expect(wrong.status).toBe(422)
  expect(wrong.source).toMatch(/id="price"[^>]*value="много"[^>]*aria-invalid="true"/)
  expect(right.status).toBe(303)
  expect(form.source).toMatch(/id="price"[^>]*value="1500.50"/)
  expect(list.text).toContain('1 500,50 ₸'.replaceAll(' ', ' '))
})

test('creators are added by name, taken out, compared and saved as a file', async ({
  db,
  served,
}) => {
  const { open, send } = await reading({ db, served }, 'keeper', 'member')
  const back = `/console${PAGE}`

  const some = await send(`${PAGE}/add`, { names: '@member.1, stranger.x' })
  const compared = await send(`${PAGE}/bulk`, { act: 'compare', id: MEMBER, back })
  const asked = await send(`${PAGE}/bulk`, { act: 'take', id: MEMBER, back })
  await send(`${PAGE}/take`, { id: MEMBER, back })
  const file = await open(`${PAGE}/export?status=candidate`)

  expect(some.status).toBe(422)
  expect(some.text).toContain('0 added, 1 were already in it, 1 are unknown.')
  expect(compared.address).toBe(`/console/compare?ids=${MEMBER}`)
  expect(asked.text).toContain('Remove 1 creator from “A lovely”?')
  expect(file.source).toMatch(/^﻿?"list","username"/)
  expect(file.source.trim().split('\n')).toHaveLength(2)
})

test('a list is made, changed and deleted; a campaign ends with its last day', async ({
  db,
  served,
}) => {
  const { open, send } = await reading({ db, served }, 'maker', 'member')
  const fields = { name: 'Spring', is_campaign: 'true', ends_at: '2999-03-31' }

  const made = await send('/lists', fields)
  const taken = await send('/lists', { name: 'spring' })
  const id = /lists\/([0-9a-f-]{36})"[^>]*>Spring/.exec((await open('/lists')).source)?.[1] ?? ''
  const form = await open(`/lists/${id}/edit`)
  const gone = await send(`/lists/${id}/delete`, {})

  expect(made.status).toBe(303)
  expect(taken.status).toBe(422)
  expect(form.source).toMatch(/id="ends_at"[^>]*value="2999-03-31"/)
  expect([gone.status, gone.address]).toEqual([303, '/console/lists'])
  expect((await open(`/lists/${id}`)).status).toBe(404)
})

test('a viewer reads a list and changes nothing', async ({ db, served }) => {
  const { open, send } = await reading({ db, served }, 'watcher', 'viewer')

  const list = await open(PAGE)

  const acts = /\/(edit|add|export)"|value="(move|take)"/
  expect(acts.exec(list.source)).toBeNull()
  expect((await send(`${PAGE}/delete`, {})).status).toBe(403)
})

test('a day ends where people are', () => {
  expect(endOfDay('2026-12-31', 'Asia/Almaty')).toBe('2026-12-31T18:59:59.000Z')
  expect(endOfDay('2026-03-29', 'Europe/Berlin')).toBe('2026-03-29T21:59:59.000Z')
  expect(endOfDay('2026-01-01', 'America/New_York')).toBe('2026-01-02T04:59:59.000Z')
})
