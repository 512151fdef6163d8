import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { teamOperations } from '../../../src/features/users/operations/team.ts'
import { addUser } from '../../../src/features/users/store/users.ts'
import { operations } from '../../../src/features/lists/operations/index.ts'
import { unheard } from '../../fixtures/unheard.ts'
import { background } from '../../fixtures/no-background.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { anApi, aToken, problemIn, type TestApi } from '../../http/kit.ts'
import { aBlog } from '../blogs/a-blog.ts'

const MEMBERS = '/api/lists/picks/members'

/** The API with a list `picks` of three creators, and the user `aigerim`. */
async function withPicks(db: Db): Promise<TestApi> {
  const api = anApi(db, [
    mountOperations({ db, announce: unheard, background }, { ...operations, ...teamOperations }),
  ])
  await db
    .transaction()
    .execute(
      async (tx) =>
        await addUser(tx, { login: 'aigerim', name: 'Aigerim', role: 'member', email: null }),
    )
  await aBlog(db, 'cook', { follower_count: 40_000, er: 0.05 })
  await aBlog(db, 'mama', { follower_count: 20_000, er: 0.03 })
  await aBlog(db, 'nomad')
  await api.send('POST', '/api/lists', { json: { name: 'picks', is_campaign: true } })
  await api.send('POST', MEMBERS, { json: { blogs: ['cook', 'mama', 'nomad'] } })
  return api
}

const jsonOf = async (answer: Promise<Response>): Promise<unknown> => await (await answer).json()
const Members = z.object({ data: z.array(z.looseObject({ username: z.string() })) })

describe('the work with a list', () => {
  test('is known of each member, and what a change does not name stays', async ({ db }) => {
    const { send } = await withPicks(db)
    const before = await jsonOf(send('GET', `${MEMBERS}/cook`))
    const work = { owner: 'Aigerim', price: '150000.5', currency: 'kzt', due_on: '2026-12-31' }

    const changed = await jsonOf(send('PATCH', `${MEMBERS}/@Cook`, { json: work }))
    const moved = await jsonOf(send('PATCH', `${MEMBERS}/cook`, { json: { status: 'agreed' } }))
    const cheaper = await jsonOf(send('PATCH', `${MEMBERS}/cook`, { json: { price: '99.90' } }))
    const emptied = await jsonOf(
      send('PATCH', `${MEMBERS}/cook`, { json: { price: null, owner: null, due_on: null } }),
    )

    expect(before).toMatchObject({ status: 'candidate', owner: null, price: null, due_on: null })
    const told = { price: '150000.50', currency: 'KZT', due_on: '2026-12-31' }
    expect(changed).toMatchObject({ ...told, owner: { login: 'aigerim', name: 'Aigerim' } })
    expect(moved).toMatchObject({ ...told, status: 'agreed' })
    expect(cheaper).toMatchObject({ price: '99.90', currency: 'KZT', status: 'agreed' })
    expect(emptied).toMatchObject({ price: null, currency: null, owner: null, due_on: null })
  })

  test.for([
    ['12.5', 'KWD', '12.500'],
    ['680', 'JPY', '680'],
    ['45000.00', 'UGX', '45000'],
    [149.9, 'USD', '149.90'],
    [12.5, 'KWD', '12.500'],
    [680, 'JPY', '680'],
  ] as const)(
    'keeps %s %s in the decimals of the currency',
    async ([price, currency, stored], { db }) => {
      const { send } = await withPicks(db)
      const json = { price, currency, status: 'agreed' }
      const changed = await jsonOf(send('PATCH', `${MEMBERS}/cook`, { json }))
      const file = await (await send('GET', '/api/lists/picks/export')).text()

      expect(changed).toMatchObject({ price: stored, currency })
      expect(await jsonOf(send('GET', '/api/lists/picks'))).toMatchObject({
        totals: { money: [{ currency, total: stored, agreed: stored }] },
      })
      expect(file).toContain(`${stored},"${currency}"`)
    },
  )

  test('refuses what cannot be, and names the field', async ({ db }) => {
    const { send } = await withPicks(db)
    const faults: [object, string][] = [
      [{ price: '10' }, 'currency'],
      [{ currency: 'KZT' }, 'price'],
      [{ price: '1.234', currency: 'KZT' }, 'price'],
      [{ price: '1.2', currency: 'JPY' }, 'price'],
      [{ price: 1.2, currency: 'JPY' }, 'price'],
      [{ price: 0.1 + 0.2, currency: 'KWD' }, 'price'],
      [{ price: '1', currency: 'XYZ' }, 'currency'],
      [{ owner: 'stranger' }, 'owner'],
      [{ due_on: '2026-02-30' }, 'due_on'],
      [{ status: 'married' }, 'status'],
    ]
    for (const [json, field] of faults)
      expect(await problemIn(await send('PATCH', `${MEMBERS}/cook`, { json }))).toMatchObject({
        status: 422,
        errors: [{ field }],
      })
    const absent = await send('PATCH', `${MEMBERS}/stranger`, { json: { note: 'x' } })
    const token = await aToken(db, ['lists:read'])
    const denied = await send('PATCH', `${MEMBERS}/cook`, { token, json: { note: 'x' } })
    expect([absent.status, denied.status]).toEqual([404, 403])
  })

  test('moves many as a person has seen them, and nobody when another number matches', async ({
    db,
  }) => {
    const { send } = await withPicks(db)
    const move = async (json: object) => await send('POST', `${MEMBERS}/move`, { json })
    const filter = { status: 'candidate' }

    const seen = await jsonOf(move({ to: 'contacted', filter, dry_run: true }))
    await move({ to: 'rejected', blogs: ['nomad', 'stranger'] })
    const refused = await problemIn(await move({ to: 'contacted', filter, expected: 3 }))
    const done = await jsonOf(move({ to: 'contacted', filter, expected: 2 }))
    const again = await jsonOf(move({ to: 'contacted', blogs: ['cook', 'mama', 'nomad'] }))
    const blind = await problemIn(await move({ to: 'agreed', filter }))

    expect(seen).toMatchObject({ matched: 3, moved: 3, dry_run: true })
    expect(refused).toMatchObject({ status: 409, code: 'count_changed', facts: { matched: 2 } })
    expect(done).toMatchObject({ matched: 2, moved: 2 })
    expect(again).toMatchObject({ matched: 3, moved: 1 })
    expect(blind).toMatchObject({ status: 422, errors: [{ field: 'expected' }] })
  })

  test('is found by status and owner, counted, and added up without the rejected', async ({
    db,
  }) => {
    const { send } = await withPicks(db)
    const set = async (name: string, json: object) =>
      await send('PATCH', `${MEMBERS}/${name}`, { json })
    await set('cook', { status: 'agreed', price: '100000.10', currency: 'KZT', owner: 'aigerim' })
    await set('mama', { price: '50000.20', currency: 'KZT' })
    await set('nomad', { status: 'rejected', price: '9', currency: 'USD' })
    const names = async (search: string) =>
      Members.parse(await jsonOf(send('GET', `${MEMBERS}?${search}`))).data.map(
        ({ username }) => username,
      )

    expect(await names('status=rejected')).toEqual(['nomad'])
    expect(await names('owner=aigerim')).toEqual(['cook'])
    expect(await names('owner=none&status=candidate')).toEqual(['mama'])
    expect(await jsonOf(send('GET', '/api/lists/picks'))).toMatchObject({
      by_member_status: { candidate: 1, contacted: 0, agreed: 1, published: 0, rejected: 1 },
      money_by_status: [
        { status: 'agreed', currency: 'KZT', members: 1, total: '100000.10' },
        { status: 'candidate', currency: 'KZT', members: 1, total: '50000.20' },
        { status: 'rejected', currency: 'USD', members: 1, total: '9.00' },
      ],
      totals: {
        followers: 60_000,
        followers_of: 2,
        median_er: 0.04,
        median_er_of: 2,
        money: [{ currency: 'KZT', members: 2, total: '150000.30', agreed: '100000.10' }],
      },
    })
  })

  test('is shown with a creator, and as a file', async ({ db }) => {
    const { send } = await withPicks(db)
    const json = { price: '149.90', currency: 'USD', note: '=1+1', owner: 'aigerim' }
    await send('PATCH', `${MEMBERS}/cook`, { json })

    const lists = await jsonOf(send('GET', '/api/blogs/cook/lists'))
    const file = await (await send('GET', '/api/lists/picks/export?owner=aigerim')).text()
    const team = await jsonOf(send('GET', '/api/team'))

    expect(lists).toMatchObject({
      data: [{ list: { name: 'picks', is_running: true }, price: '149.90', note: '=1+1' }],
    })
    expect(file.split('\r\n')).toHaveLength(3)
    expect(file).toContain(`"aigerim",149.90,"USD",,"'=1+1"`)
    expect(team).toMatchObject({ data: [{ login: 'aigerim', name: 'Aigerim' }] })
  })
})
