import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { sql } from 'kysely'
import sharp from 'sharp'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import type { Db } from '../../../src/db/handles.ts'
import { publishing } from '../../../src/features/publishing/feature.ts'
import { pathOf } from '../../../src/features/publishing/uploads/upload-files.ts'
import { startSession } from '../../../src/features/users/store/sessions.ts'
import { addUser } from '../../../src/features/users/store/users.ts'
import type { Router } from '../../../src/http/router.ts'
import { anApi, type TestApi } from '../../http/kit.ts'
import { startGramdWorld, type GramdWorld, type TaskRow } from '../gramd-world.ts'

export const Post = z.looseObject({
  id: z.uuid(),
  status: z.string(),
  type: z.string(),
  caption: z.string(),
  executions: z.record(z.string(), z.int()),
})
const Executions = z.object({
  data: z.array(
    z.looseObject({
      id: z.uuid(),
      username: z.string(),
      caption: z.string(),
      status: z.string(),
      waits_for: z.string().nullable(),
      permalink: z.string().nullable(),
      posted_at: z.string().nullable(),
      removed_at: z.string().nullable(),
      warnings: z.array(z.string()),
      error: z.looseObject({ class: z.string(), message: z.string() }).nullable(),
    }),
  ),
})

/** What editors and time do with posts. */
export type Posting = {
  token: string
  send(method: string, path: string, body?: unknown): Promise<Response>
  get<Shape extends z.ZodType>(path: string, shape: Shape): Promise<z.output<Shape>>
  /** A picture of a colour; gives its upload's id. */
  picture(colour?: string, size?: { width: number; height: number }): Promise<string>
  draft(post?: Record<string, unknown>): Promise<string>
  /** Runs publications that are due, until none is. */
  publishDue(): Promise<TaskRow[]>
  /** As time goes on, until nothing waits any more, or so long. */
  publishAll(withinMs?: number): Promise<void>
  /** By username: ids of executions that begin in the same millisecond have no order. */
  executions(post: string): Promise<z.output<typeof Executions>['data']>
}

export type PostsWorld = GramdWorld &
  Posting & {
    /** Ids to publish on, by the order of the stand-in's accounts. */
    accounts: string[]
    usernames: string[]
  }

const MINUTE_MS = 60_000

/** gramd with accounts of the stand-in that publish, and an editor. */
export async function startPostsWorld(
  db: Db,
  { accounts = 3, settings = {} }: { accounts?: number; settings?: Record<string, string> } = {},
): Promise<PostsWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-posts-'))
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }))
  const world = await startGramdWorld(db, {
    accounts,
    settings: { GRAMD_UPLOADS_DIR: folder, ...settings },
  })
  const { sim } = world
  await sql`update instagram_accounts set purpose = 'publish'`.execute(db)
  const { rows } = await sql<{ id: string; username: string }>`
    insert into publishing_accounts (account_id, warmup_stage) select id, 3 from instagram_accounts
    returning id, (select username from instagram_accounts a where a.id = account_id) as username`.execute(
    db,
  )
  const posting = await startPosting(db, world, async (router) => anApi(db, router))
  const usernames = sim.accounts.map(({ username }) => username)
  return {
    ...world,
    ...posting,
    usernames,
    accounts: usernames.map((name) => rows.find(({ username }) => username === name)?.id ?? ''),
  }
}

/** An editor, and gramd's API of posts. */
export async function startPosting(
  db: Db,
  { services, runNext, advance }: Pick<GramdWorld, 'services' | 'runNext' | 'advance'>,
  apiOf: (routers: readonly Router[]) => Promise<Pick<TestApi, 'send'>>,
): Promise<Posting> {
  const { id: editor } = await db
    .transaction()
    .execute(async (tx) =>
      addUser(tx, { login: 'editor', role: 'editor', name: 'Editor', email: null }),
    )
  const { token } = await startSession(db, editor, { address: null, userAgent: null })
  const routers = publishing.routes?.(services) ?? []
  const api = await apiOf('openapi' in routers ? [routers] : [...routers])
  const send = async (method: string, path: string, body?: unknown): Promise<Response> =>
    await api.send(method, path, { token, ...(body !== undefined && { json: body }) })
  const get: PostsWorld['get'] = async (path, shape) =>
    shape.parse(await (await send('GET', path)).json())
  const publishDue = async (): Promise<TaskRow[]> => {
    const ran: TaskRow[] = []
    for (;;) {
      const { rows: due } = await sql`
        select from scrape_tasks where status = 'pending' and due_at <= world_now() and task_type = 'publish_to_account'
        limit 1`.execute(db)
      if (due.length === 0) return ran
      ran.push(await runNext('publish_to_account'))
    }
  }
  return {
    token,
    send,
    get,
    publishDue,
    async picture(colour = 'teal', { width, height } = { width: 640, height: 640 }) {
      const bytes = await sharp({
        create: { width, height, channels: 3, background: colour },
      })
        .jpeg()
        .toBuffer()
      const sha256 = createHash('sha256').update(bytes).digest()
      const path = pathOf(services.config.uploadsFolder, { sha256, media_type: 'image/jpeg' })
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, bytes)
      const { rows: made } = await sql<{ id: string }>`
        insert into uploads (file_name, sha256, kind, media_type, bytes, width, height, codecs, conversions, warnings, report)
        values ('a.jpg', ${sha256}, 'picture', 'image/jpeg', ${bytes.length}, ${width}, ${height}, '{}', '{}', '{}',
          '{"original": {"format": "jpeg", "bytes": 1}}')
        returning id`.execute(db)
      return made[0]?.id ?? ''
    },
    async draft(post = {}) {
      const made = await send('POST', '/api/posts', post)
      if (made.status !== 201) throw new Error(await made.text())
      return Post.parse(await made.json()).id
    },
    async publishAll(withinMs = 4 * 60 * MINUTE_MS) {
      const end = services.clock.now().getTime() + withinMs
      for (;;) {
        await publishDue()
        const { rows: open } = await sql<{ due_at: Date }>`
          select due_at from scrape_tasks where task_type = 'publish_to_account' and status = 'pending'
          order by due_at limit 1`.execute(db)
        const [next] = open
        if (!next || next.due_at.getTime() > end) return
        await advance(Math.max(1, next.due_at.getTime() - services.clock.now().getTime()))
      }
    },
    executions: async (post) =>
      (await get(`/api/posts/${post}/executions?limit=200`, Executions)).data.toSorted((a, b) =>
        a.username.localeCompare(b.username),
      ),
  }
}
