import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { blogOperations } from '../../../src/features/blogs/operations/blogs.ts'
import { operations } from '../../../src/features/lists/operations/index.ts'
import { unheard } from '../../fixtures/unheard.ts'
import { background } from '../../fixtures/no-background.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { describe, expect, test, testOnSharedDatabase } from '../../fixtures/test.ts'
import { anApi, aToken, problemIn, type TestApi } from '../../http/kit.ts'
import { aBlog } from '../blogs/a-blog.ts'

const api = (db: Db): TestApi =>
  anApi(db, [
    mountOperations({ db, announce: unheard, background }, operations),
    mountOperations({ db }, blogOperations),
  ])

const List = z.looseObject({ id: z.string(), name: z.string(), members: z.number() })
const Page = z.object({ data: z.array(List), next_cursor: z.string().nullable() })

async function aList({ send }: TestApi, json: object): Promise<z.output<typeof List>> {
  const response = await send('POST', '/api/lists', { json })
  expect(response.status).toBe(201)
  return List.parse(await response.json())
}

const names = async ({ send }: TestApi, search = ''): Promise<string[]> =>
  Page.parse(await (await send('GET', `/api/lists?${search}`)).json()).data.map(({ name }) => name)

describe('a list', () => {
  test('is made, shown by id or by name in any case, and listed', async ({ db }) => {
    const { send } = api(db)
    const made = await aList(api(db), { name: ' Май 2026 '.normalize('NFD'), description: 'Shoes' })

    expect(made).toMatchObject({
      name: 'Май 2026',
      description: 'Shoes',
      is_campaign: false,
      ends_at: null,
      is_running: false,
      members: 0,
    })
    const byName = await send(
      'GET',
      `/api/lists/${encodeURIComponent('май 2026'.normalize('NFD'))}`,
    )
    expect(await byName.json()).toMatchObject({ id: made.id })
    const byId = await send('GET', `/api/lists/${made.id}`)
    expect(await byId.json()).toMatchObject({ id: made.id, by_status: {}, with_metrics: 0 })
    expect(await names(api(db))).toEqual(['Май 2026'])
  })

  test('is made once for one Idempotency-Key', async ({ db }) => {
    const { send } = api(db)
    const request = { json: { name: 'Once' }, headers: { 'idempotency-key': 'k1' } }
    const [first, again] = [
      await send('POST', '/api/lists', request),
      await send('POST', '/api/lists', request),
    ]

    expect([first.status, again.status]).toEqual([201, 201])
    expect(first.headers.get('location')).toBe(again.headers.get('location'))
    expect(await names(api(db))).toEqual(['Once'])
  })

  test('has a name of its own, also when several are made at once', async ({ db }) => {
    const { send } = api(db)
    const answers = await Promise.all(
      ['Food', 'food', 'FOOD'].map(async (name) => send('POST', '/api/lists', { json: { name } })),
    )

    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(2)
    await aList(api(db), { name: 'Cars' })
    const taken = await send('PATCH', '/api/lists/cars', { json: { name: 'fOOd' } })
    expect(await problemIn(taken)).toMatchObject({ status: 409, errors: [{ field: 'name' }] })
    const own = await send('PATCH', '/api/lists/cars', { json: { name: 'CARS' } })
    expect(await own.json()).toMatchObject({ name: 'CARS' })
  })

  test('of a campaign runs until it ends, and loses its end when it is made none', async ({
    db,
  }) => {
    const { send } = api(db)
    const change = async (json: object) => await send('PATCH', '/api/lists/sale', { json })
    const ends_at = '2999-01-01T00:00:00.000Z'

    expect(await aList(api(db), { name: 'Sale', is_campaign: true })).toMatchObject({
      is_running: true,
      ends_at: null,
    })
    expect(await (await change({ ends_at })).json()).toMatchObject({ is_running: true, ends_at })
    expect(await (await change({ ends_at: '2020-01-01T00:00:00+05:00' })).json()).toMatchObject({
      is_running: false,
      ends_at: '2019-12-31T19:00:00.000Z',
    })
    expect(await (await change({ is_campaign: false })).json()).toMatchObject({
      is_campaign: false,
      ends_at: null,
    })
    expect(await problemIn(await change({ ends_at }))).toMatchObject({
      status: 409,
      errors: [{ field: 'ends_at' }],
    })
  })

  test('keeps what a change does not name', async ({ db }) => {
    const { send } = api(db)
    const ends_at = '2999-01-01T00:00:00.000Z'
    await aList(api(db), { name: 'Sale', description: 'Shoes', is_campaign: true, ends_at })

    const renamed = await send('PATCH', '/api/lists/sale', { json: { name: 'Big sale' } })
    expect(await renamed.json()).toMatchObject({ name: 'Big sale', description: 'Shoes', ends_at })
    const emptied = await send('PATCH', '/api/lists/big%20sale', {
      json: { description: null, ends_at: null },
    })
    expect(await emptied.json()).toMatchObject({
      name: 'Big sale',
      description: null,
      is_campaign: true,
      ends_at: null,
    })
  })

  test('goes without its creators', async ({ db }) => {
    const { send } = api(db)
    const { id } = await aList(api(db), { name: 'Gone' })
    await aBlog(db, 'mama')
    await send('POST', `/api/lists/${id}/members`, { json: { blogs: ['mama'] } })

    expect((await send('DELETE', '/api/lists/gone')).status).toBe(204)

    expect((await send('DELETE', '/api/lists/gone')).status).toBe(404)
    expect((await send('GET', '/api/blogs/mama')).status).toBe(200)
  })

  test('that is not there is a problem everywhere', async ({ db }) => {
    const { send } = api(db)
    const statuses = await Promise.all([
      send('GET', '/api/lists/none'),
      send('PATCH', '/api/lists/none', { json: { name: 'x' } }),
      send('GET', '/api/lists/none/members'),
      send('POST', '/api/lists/none/members', { json: { blogs: ['a'] } }),
      send('DELETE', '/api/lists/0198c1a5-0000-7000-8000-000000000000'),
    ])

    expect(statuses.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404])
  })

  testOnSharedDatabase.for([
    [{ name: '  ' }, 'name'],
    [{ name: 'a\nb' }, 'name'],
    [{ name: 'x'.repeat(101) }, 'name'],
    [{ name: '0198C1A5-0000-7000-8000-000000000000' }, 'name'],
    [{ name: 'x', ends_at: '2026-01-01T00:00:00Z' }, 'ends_at'],
    [{ name: 'x', is_campaign: true, ends_at: 'tomorrow' }, 'ends_at'],
    [{ name: 'x', colour: 'red' }, 'colour'],
  ] as const)('as %j is refused for %s', async ([json, field], { db }) => {
    const problem = await problemIn(await api(db).send('POST', '/api/lists', { json }))

    expect(problem).toMatchObject({ status: 422, errors: [{ field }] })
  })

  test('is changed by tokens that may write, and read by others', async ({ db }) => {
    const token = await aToken(db, ['lists:read'])
    const { send } = api(db)

    const denied = await send('POST', '/api/lists', { token, json: { name: 'x' } })
    const read = await send('GET', '/api/lists', { token })

    expect([denied.status, read.status]).toEqual([403, 200])
  })
})

describe('lists', () => {
  test('come by name, page by page, and those of a creator or campaigns alone', async ({ db }) => {
    const { send } = api(db)
    await aBlog(db, 'mama')
    const id = z
      .object({ id: z.string() })
      .parse(await (await send('GET', '/api/blogs/mama')).json()).id
    for (const name of ['delta', 'Alpha', 'charlie', 'Bravo'])
      await aList(api(db), { name, is_campaign: name === 'delta' })
    await send('POST', '/api/lists/bravo/members', { json: { blogs: ['mama'] } })

    const pages: string[] = []
    let cursor = ''
    for (;;) {
      const page = Page.parse(await (await send('GET', `/api/lists?limit=3${cursor}`)).json())
      pages.push(...page.data.map(({ name }) => name))
      if (page.next_cursor === null) break
      cursor = `&cursor=${page.next_cursor}`
    }

    expect(pages).toEqual(['Alpha', 'Bravo', 'charlie', 'delta'])
    expect(await names(api(db), 'limit=2&offset=1')).toEqual(['Bravo', 'charlie'])
    expect(await names(api(db), 'campaign=true')).toEqual(['delta'])
    expect(await names(api(db), `blog=${id}`)).toEqual(['Bravo'])
    const stranger = await api(db).send('GET', '/api/lists?blog=stranger')
    expect(await problemIn(stranger)).toMatchObject({ status: 422, errors: [{ field: 'blog' }] })
  })
})
