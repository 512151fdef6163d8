import { readdir } from 'node:fs/promises'
import { sql } from 'kysely'
import sharp from 'sharp'
import { z } from 'zod'
import { makeMovie } from '../../../sim/files/make-movie.ts'
import type { Db } from '../../../src/db/handles.ts'
import { publishing } from '../../../src/features/publishing/feature.ts'
import { losingCommits } from '../../fixtures/lost-commits.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { anApi, init, served } from '../../http/kit.ts'
import { startPostsWorld } from './posts-world.ts'

const Answer = z.looseObject({
  id: z.string().optional(),
  type: z.string().optional(),
  caption: z.string().optional(),
  accounts: z.array(z.string()).optional(),
  cover_upload_id: z.string().nullable().optional(),
  media: z
    .array(
      z.looseObject({ upload_id: z.string(), kind: z.string(), alt_text: z.string().nullable() }),
    )
    .optional(),
  errors: z.array(z.looseObject({ field: z.string(), code: z.string().optional() })).optional(),
})

type Part = [name: string, content: Uint8Array | string]

const picture = async (background: string): Promise<Buffer> =>
  await sharp({ create: { width: 640, height: 640, channels: 3, background } })
    .jpeg()
    .toBuffer()

async function formWorld(db: Db, isLost?: () => Promise<boolean>) {
  const world = await startPostsWorld(db, { accounts: 1 })
  if (isLost) world.services.db = losingCommits(db, isLost)
  const routers = publishing.routes?.(world.services) ?? []
  const url = await served(anApi(db, 'openapi' in routers ? [routers] : [...routers]).app)
  const folder = world.services.config.uploadsFolder
  return {
    ...world,
    async post(parts: readonly Part[], headers: Record<string, string> = {}) {
      const body = new FormData()
      for (const [name, content] of parts)
        if (typeof content === 'string') body.append(name, content)
        else body.append(name, new Blob([new Uint8Array(content)]), `${name}.bin`)
      const options = { body, token: world.token, headers }
      const response = await fetch(`${url}/api/posts`, init('POST', options))
      const text = await response.text()
      return { status: response.status, text, body: Answer.parse(JSON.parse(text)) }
    },
    uploads: async () => await db.selectFrom('uploads').select('id').execute(),
    files: async () =>
      (await readdir(folder, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map(({ name }) => name),
  }
}

describe('a post with its files in one request', () => {
  test('is a draft of them in their order, with what it says of each', async ({ db }) => {
    const { post, accounts } = await formWorld(db)
    const made = await post([
      ['post', JSON.stringify({ caption: 'Two', accounts, media: [{ alt_text: 'a red wall' }] })],
      ['media', await picture('red')],
      ['media', await picture('blue')],
    ])
    expect(made).toMatchObject({
      status: 201,
      body: {
        type: 'carousel',
        caption: 'Two',
        accounts,
        media: [
          { kind: 'picture', alt_text: 'a red wall' },
          { kind: 'picture', alt_text: null },
        ],
      },
    })
  })

  test('is a reel of one video, with its cover', async ({ db }) => {
    const { post } = await formWorld(db)
    const made = await post([
      ['media', makeMovie()],
      ['cover', await picture('teal')],
    ])
    expect(made.body).toMatchObject({ type: 'reel', media: [{ kind: 'video' }] })
    expect(made.body.cover_upload_id).toEqual(expect.any(String))
  })

  test('may have no files yet', async ({ db }) => {
    const { post } = await formWorld(db)
    expect(await post([['post', '{"caption":"later"}']])).toMatchObject({
      status: 201,
      body: { caption: 'later', media: [] },
    })
  })

  test.for<[string, (pictures: Buffer[]) => Part[], { field: string; code?: string }]>([
    [
      'a file that is none',
      ([red = Buffer.of()]) => [
        ['media', red],
        ['media', Buffer.from('nothing at all'.repeat(9))],
      ],
      { field: 'media.1', code: 'format' },
    ],
    [
      'a group that is not there',
      ([red = Buffer.of()]) => [
        ['media', red],
        ['post', JSON.stringify({ groups: ['not an id'] })],
      ],
      { field: 'groups.0' },
    ],
    [
      'more said than sent',
      ([red = Buffer.of()]) => [
        ['media', red],
        ['post', JSON.stringify({ media: [{}, {}] })],
      ],
      { field: 'media' },
    ],
    ['broken JSON', () => [['post', '{']], { field: 'post' }],
    [
      'an upload by its id',
      () => [['post', JSON.stringify({ media: [{ upload_id: 'x' }] })]],
      { field: 'media.0.upload_id' },
    ],
    [
      'a type that its files do not fit',
      ([red = Buffer.of(), blue = Buffer.of()]) => [
        ['media', red],
        ['media', blue],
        ['post', '{"type":"photo"}'],
      ],
      { field: 'media' },
    ],
    [
      'eleven files',
      ([red = Buffer.of()]) => Array.from({ length: 11 }, (): Part => ['media', red]),
      { field: 'media' },
    ],
    [
      'two covers',
      ([red = Buffer.of()]) => [
        ['cover', red],
        ['cover', red],
      ],
      { field: 'cover' },
    ],
  ])('is refused with %s, and nothing of it stays', async ([, parts, error], { db }) => {
    const { post, uploads, files } = await formWorld(db)
    const refused = await post(parts([await picture('red'), await picture('blue')]))
    expect([refused.status, refused.body.errors]).toEqual([422, [expect.objectContaining(error)]])
    expect([await uploads(), await files()]).toEqual([[], []])
  })

  test('is refused with an unknown group, and nothing of it stays', async ({ db }) => {
    const { post, uploads, files } = await formWorld(db)
    const groups = ['01a1fd8b-0000-7000-8000-000000000000']
    const refused = await post([
      ['media', await picture('red')],
      ['post', JSON.stringify({ groups })],
    ])
    expect(refused.status).toBe(422)
    expect([await uploads(), await files()]).toEqual([[], []])
  })

  test('is made once for one idempotency key', async ({ db }) => {
    const { post, uploads } = await formWorld(db)
    const parts: Part[] = [
      ['media', await picture('red')],
      ['media', await picture('blue')],
    ]
    const headers = { 'idempotency-key': 'once' }
    const [first, again] = [await post(parts, headers), await post(parts, headers)]
    expect([first.status, again.body.id]).toEqual([201, first.body.id])
    expect(await uploads()).toHaveLength(2)
    expect((await post(parts.toReversed(), headers)).status).toBe(422)
  })

  test('of which nobody heard that it was made is told as that, and keeps its files', async ({
    db,
  }) => {
    const world = await formWorld(db, async () => {
      const { rows } = await sql`select from posts`.execute(db)
      return rows.length > 0
    })
    const { status } = await world.post([['media', await picture('red')]])
    expect(status).toBeGreaterThanOrEqual(500)
    expect(await world.uploads()).toHaveLength(1)
    expect(await db.selectFrom('posts').select('status').execute()).toEqual([{ status: 'draft' }])
  })
})
