import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { diffOperations } from '../../../src/features/relations/operations/diff.ts'
import { mountOperations } from '../../../src/http/operations/mount.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { anApi, problemIn } from '../../http/kit.ts'
import { aCheck } from './a-check.ts'

const Diff = z.looseObject({
  data: z.array(z.record(z.string(), z.unknown())),
  next_cursor: z.string().nullable(),
  undetermined: z.array(z.object({ change: z.string(), reason: z.string() })),
})

const get = async (db: Db, id: string, search = ''): Promise<Response> =>
  await anApi(db, [mountOperations({ db }, diffOperations)]).send(
    'GET',
    `/api/relations/${id}/diff?${search}`,
  )

async function diffOf(db: Db, id: string, search = '') {
  const response = await get(db, id, search)
  expect(response.status).toBe(200)
  return Diff.parse(await response.json())
}

const changesIn = ({ data }: z.output<typeof Diff>): unknown =>
  Object.fromEntries(data.map((row) => [row['platform_id'], row['change']]))

const before = { members: ['1', '2', '3', { id: '4', username: 'old.name' }] }
const after = { members: ['2', '3', { id: '4', username: 'new.name' }, '5'] }

describe('the diff of two checks', () => {
  test('tells who is new, gone and renamed since the last check of the target', async ({ db }) => {
    await aCheck(db, { followers: { members: ['9'] } })
    await aCheck(db, { followers: { members: ['8'] }, platformId: '1' })
    const earlier = await aCheck(db, { followers: before })
    await aCheck(db, { following: { members: ['7'] } })
    const id = await aCheck(db, { followers: after })

    const diff = await diffOf(db, id)

    expect(diff.data).toEqual([
      expect.objectContaining({ platform_id: '1', username: 'u1', change: 'gone' }),
      {
        platform_id: '4',
        username: 'new.name',
        previous_username: 'old.name',
        is_private: null,
        is_verified: null,
        change: 'renamed',
      },
      expect.objectContaining({ platform_id: '5', previous_username: null, change: 'new' }),
    ])
    expect(diff).toMatchObject({
      kind: 'followers',
      earlier: { id: earlier, complete: true, collected: 4 },
      later: { id, complete: true },
      undetermined: [],
      has_more: false,
    })
    for (const [change, found] of [
      ['new', '5'],
      ['gone', '1'],
      ['renamed', '4'],
    ] as const)
      expect(changesIn(await diffOf(db, id, `change=${change}`))).toEqual({ [found]: change })
  })

  test('calls nobody gone when the later list is incomplete', async ({ db }) => {
    await aCheck(db, { followers: before })
    const cut = { ...after, state: 'incomplete', reason: 'max_reached' }
    const id = await aCheck(db, { followers: cut, status: 'incomplete' })

    const diff = await diffOf(db, id)

    expect(changesIn(diff)).toEqual({ 4: 'renamed', 5: 'new' })
    const reason = 'followers of the later check are incomplete (max_reached)'
    expect(diff.undetermined).toEqual([{ change: 'gone', reason }])
    expect(await problemIn(await get(db, id, 'change=gone'))).toMatchObject({
      status: 409,
      code: 'list_incomplete',
      detail: `it is unknown who is gone: ${reason}`,
    })
  })

  test('calls nobody new when the earlier list is incomplete', async ({ db }) => {
    await aCheck(db, { followers: { ...before, state: 'reading' }, status: 'cancelled' })
    const id = await aCheck(db, { followers: after })

    const diff = await diffOf(db, id)

    expect(changesIn(diff)).toEqual({ 1: 'gone', 4: 'renamed' })
    expect(diff.undetermined).toMatchObject([{ change: 'new' }])
  })

  test('does not call new who has probably left again while the list was read', async ({ db }) => {
    await aCheck(db, { followers: { members: ['1'] } })
    const left = [
      { id: '1', lastReading: 2 },
      { id: '2', lastReading: 1 },
      { id: '3', lastReading: 2 },
    ]
    const id = await aCheck(db, { followers: { reading: 2, members: left } })
    const next = await aCheck(db, { followers: { members: ['1', '3'] } })

    expect(changesIn(await diffOf(db, id))).toEqual({ 3: 'new' })
    expect(changesIn(await diffOf(db, next))).toEqual({ 2: 'gone' })
  })

  test('takes the list and the check that are asked for, page by page', async ({ db }) => {
    const first = await aCheck(db, { followers: {}, following: { members: ['1'] } })
    await aCheck(db, { followers: {}, following: {} })
    const id = await aCheck(db, { followers: {}, following: { members: ['2', '3', '4'] } })

    const one = await diffOf(db, id, `kind=following&with=${first}&limit=2`)
    const two = await diffOf(db, id, `kind=following&with=${first}&cursor=${one.next_cursor}`)

    expect([changesIn(one), changesIn(two)]).toEqual([
      { 1: 'gone', 2: 'new' },
      { 3: 'new', 4: 'new' },
    ])
  })

  test('is refused where there is nothing to compare', async ({ db }) => {
    const other = await aCheck(db, { followers: {}, platformId: '1' })
    const first = await aCheck(db, { followers: {} })
    const id = await aCheck(db, { followers: {} })
    const pending = await aCheck(db, { followers: {}, platformId: null, status: 'pending' })

    expect((await get(db, first)).status).toBe(404)
    expect((await get(db, pending)).status).toBe(409)
    for (const [check, search, field] of [
      [id, `with=${other}`, 'with'],
      [first, `with=${id}`, 'with'],
      [id, `with=${id}`, 'with'],
      [id, 'kind=following', 'kind'],
      [id, 'change=left', 'change'],
    ] as const)
      expect(await problemIn(await get(db, check, search))).toMatchObject({
        status: 422,
        errors: [{ field }],
      })
  })
})
