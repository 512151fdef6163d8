import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { memberOperations } from '../../../src/features/relations/operations/members.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { anApi, problemIn, type TestApi } from '../../http/kit.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { aCheck } from './a-check.ts'

const api = (db: Db): TestApi => anApi(db, [mountOperations({ db }, memberOperations)])

const Page = z.object({
  data: z.array(z.record(z.string(), z.unknown())),
  next_cursor: z.string().nullable(),
  has_more: z.boolean(),
})

async function membersOf(db: Db, id: string, search = '') {
  const response = await api(db).send('GET', `/api/relations/${id}/members?${search}`)
  expect(response.status).toBe(200)
  return Page.parse(await response.json())
}

/** Ids of members with how they stand to the target. */
const relationsOf = async (db: Db, id: string, search = ''): Promise<unknown> =>
  Object.fromEntries(
    (await membersOf(db, id, search)).data.map((row) => [row['platform_id'], row['relation']]),
  )

describe('the members of a check', () => {
  test('are mutual, fan or not following back where both lists are complete', async ({ db }) => {
    const id = await aCheck(db, {
      followers: { members: ['1', '2'] },
      following: { members: ['2', '3'] },
    })

    const blog = await aBlog(db, 'of_another_name', { platform_id: '2' })

    const { data } = await membersOf(db, id)

    const nothing = { is_private: null, is_verified: null }
    expect(data).toEqual([
      {
        platform_id: '1',
        username: 'u1',
        blog_id: null,
        ...nothing,
        follows_target: 'yes',
        followed_by_target: 'no',
        relation: 'fan',
      },
      {
        platform_id: '2',
        username: 'u2',
        blog_id: blog,
        ...nothing,
        follows_target: 'yes',
        followed_by_target: 'yes',
        relation: 'mutual',
      },
      {
        platform_id: '3',
        username: 'u3',
        blog_id: null,
        ...nothing,
        follows_target: 'no',
        followed_by_target: 'yes',
        relation: 'not_following_back',
      },
    ])
  })

  test('are never called not following by a list that is cut short', async ({ db }) => {
    const id = await aCheck(db, {
      followers: { state: 'incomplete', reason: 'limited_by_platform', members: ['1', '2'] },
      following: { members: ['2', '3'] },
    })

    expect(await relationsOf(db, id)).toEqual({ 1: 'fan', 2: 'mutual', 3: 'unknown' })
    expect(await relationsOf(db, id, 'relation=not_following_back')).toEqual({})
    expect((await membersOf(db, id, 'kind=following&relation=unknown')).data).toMatchObject([
      { platform_id: '3', follows_target: 'unknown', followed_by_target: 'yes' },
    ])
  })

  test('are of unknown relation where the other list was not asked for', async ({ db }) => {
    const id = await aCheck(db, { following: { members: ['3'] } })

    const { data } = await membersOf(db, id)

    expect(data).toMatchObject([
      { follows_target: 'unknown', followed_by_target: 'yes', relation: 'unknown' },
    ])
  })

  test('that only an earlier reading of a complete list has seen may have left', async ({ db }) => {
    const id = await aCheck(db, {
      followers: {
        reading: 2,
        members: [
          { id: '1', lastReading: 1 },
          { id: '2', lastReading: 2 },
        ],
      },
      following: { members: ['1', '2'] },
    })

    expect(await relationsOf(db, id)).toEqual({ 1: 'unknown', 2: 'mutual' })
    expect(await relationsOf(db, id, 'relation=mutual')).toEqual({ 2: 'mutual' })
    expect(await relationsOf(db, id, 'relation=unknown')).toEqual({ 1: 'unknown' })
  })

  test('are narrowed by list, relation, flags and the beginning or a part of the name', async ({
    db,
  }) => {
    const id = await aCheck(db, {
      followers: {
        members: [
          { id: '1', username: 'aigul.k', isPrivate: true, isVerified: false },
          { id: '2', username: 'b_aigul', isPrivate: false, isVerified: true },
          { id: '3', username: 'c%x' },
        ],
      },
      following: { members: [{ id: '2', username: 'b_aigul', isPrivate: false }, '4'] },
    })
    const ids = async (search: string): Promise<string> =>
      Object.keys(z.record(z.string(), z.string()).parse(await relationsOf(db, id, search))).join()

    expect(await ids('kind=followers')).toBe('1,2,3')
    expect(await ids('kind=following')).toBe('2,4')
    expect(await ids('relation=fan')).toBe('1,3')
    expect(await ids('relation=mutual')).toBe('2')
    expect(await ids('relation=not_following_back')).toBe('4')
    expect(await ids('relation=fan&kind=following')).toBe('')
    expect(await ids('private=true')).toBe('1')
    expect(await ids('private=false')).toBe('2')
    expect(await ids('kind=followers&q=%40AIGUL')).toBe('1')
    expect(await ids('kind=followers&q=%2AAIGUL')).toBe('1,2')
    expect(await ids('q=%2A_')).toBe('2')
    expect(await ids('q=_')).toBe('')
  })

  test('have the name and flags of the list that was read last', async ({ db }) => {
    const id = await aCheck(db, {
      followers: { members: [{ id: '1', username: 'before', isVerified: true }] },
      following: { members: [{ id: '1', username: 'after', isVerified: false }] },
    })

    for (const search of ['', 'relation=mutual', 'kind=followers', 'kind=following'])
      expect((await membersOf(db, id, search)).data).toMatchObject([
        { username: 'after', is_verified: false },
      ])
    expect((await membersOf(db, id, 'verified=true')).data).toEqual([])
  })

  test('come each once, page by page, while others are found', async ({ db }) => {
    const id = await aCheck(db, {
      followers: { members: ['10', '12', '14', '16'] },
      following: { members: ['11', '12', '15'] },
    })
    const first = await membersOf(db, id, 'limit=3')
    await db
      .insertInto('relation_members')
      .values([
        { check_id: id, kind: 'followers', platform_id: '09', username: 'early' },
        { check_id: id, kind: 'followers', platform_id: '13', username: 'late' },
      ])
      .execute()

    const second = await membersOf(db, id, `limit=9&cursor=${first.next_cursor}`)

    const ids = [...first.data, ...second.data].map((row) => row['platform_id'])
    expect(ids).toEqual(['10', '11', '12', '13', '14', '15', '16'])
    expect([first.has_more, second.has_more]).toEqual([true, false])
    const stepped = await membersOf(db, id, 'limit=2&offset=3')
    expect(stepped.data.map((row) => row['platform_id'])).toEqual(['12', '13'])
  })

  test('of a check that there is not are not found', async ({ db }) => {
    const id = '019a0000-0000-7000-8000-000000000000'
    for (const path of ['members', 'export'])
      expect((await api(db).send('GET', `/api/relations/${id}/${path}`)).status).toBe(404)
  })

  test.for([
    ['relation=friend', 'relation'],
    ['q=', 'q'],
    ['kind=both', 'kind'],
    ['cursor=x', 'cursor'],
  ] as const)('?%s is refused for %s', async ([search, field], { db }) => {
    const id = await aCheck(db, { followers: {} })
    const problem = await problemIn(
      await api(db).send('GET', `/api/relations/${id}/members?${search}`),
    )
    expect(problem).toMatchObject({ status: 422, errors: [{ field }] })
  })
})

describe('the export of a check', () => {
  test('as CSV has a line for each member', async ({ db }) => {
    const id = await aCheck(db, {
      followers: { members: [{ id: '1', username: 'fan.1', isPrivate: true, isVerified: false }] },
      following: { members: ['2'] },
    })

    const response = await api(db).send('GET', `/api/relations/${id}/export?bom=true`)

    expect(response.headers.get('content-disposition')).toMatch(
      /filename="relations-target-\d{4}-\d\d-\d\d\.csv"/,
    )
    const bytes = await response.arrayBuffer()
    const content = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)
    expect(content.startsWith('\ufeff"username","profile_url","relation"')).toBe(true)
    expect(parse(content, { columns: true, bom: true })).toEqual([
      {
        username: 'fan.1',
        profile_url: 'https://www.instagram.com/fan.1/',
        relation: 'fan',
        follows_target: 'yes',
        followed_by_target: 'no',
        is_verified: 'false',
        is_private: 'true',
        platform_id: '1',
      },
      expect.objectContaining({ relation: 'not_following_back', is_private: '' }),
    ])
  })

  test('as JSONL has what the list has, and says in its name that people are missing', async ({
    db,
  }) => {
    const id = await aCheck(db, {
      followers: { state: 'incomplete', members: ['1', '2', '3'] },
      following: { members: ['3'] },
    })

    const response = await api(db).send(
      'GET',
      `/api/relations/${id}/export?format=jsonl&kind=followers`,
    )

    expect(response.headers.get('content-disposition')).toContain('relations-target-incomplete-')
    const lines = (await response.text()).trim().split('\n')
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(
      (await membersOf(db, id, 'kind=followers')).data,
    )
  })

  test('of nobody is a header', async ({ db }) => {
    const id = await aCheck(db, { followers: {} })
    const response = await api(db).send('GET', `/api/relations/${id}/export?relation=mutual`)
    expect((await response.text()).split('\r\n')).toHaveLength(2)
  })
})
