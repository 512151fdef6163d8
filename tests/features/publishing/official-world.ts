import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import sharp from 'sharp'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { makeMovie } from '../../../sim/files/make-movie.ts'
import { startGraphStandIn, type GraphStandIn } from '../../../sim/graph/index.ts'
import type { Post as TruePost } from '../../../sim/graph/world/posts.ts'
import { connectBrand, graphSettingsOf } from '../../../sim/own-media/connect-brands.ts'
import { reservePort } from '../../../sim/run/port.ts'
import type { Db } from '../../../src/db/handles.ts'
import type { GraphLogin } from '../../../src/platforms/graph-call.ts'
import type { Services } from '../../../src/features/services.ts'
import { listenHttp } from '../../../src/http/server.ts'
import { anApi, init } from '../../http/kit.ts'
import { runNext, stoppedTime, testServices } from '../gramd-world.ts'
import { startPosting, type Posting } from './posts-world.ts'

/** A file as an editor has it. */
export type File = { name: string; bytes: Buffer }

export type OfficialWorld = Posting & {
  services: Services
  standIn: GraphStandIn
  advance(ms: number): Promise<void>
  /** Ids to publish on, by `usernames`. */
  accounts: string[]
  usernames: string[]
  /** Uploads files; gives them as a post names them. */
  media(...files: readonly File[]): Promise<{ upload_id: string }[]>
  /** What an account of the stand-in published here, oldest first. */
  published(username?: string): TruePost[]
}

/** Everything that publishing asks for, by both logins. */
const RIGHTS = 'instagram_content_publish,instagram_manage_comments,instagram_manage_contents'

/** gramd with connected accounts of Meta's stand-in, which fetches files at the API's public address. */
export async function startOfficialWorld(
  db: Db,
  logins: readonly GraphLogin[] = ['facebook'],
  settings: Record<string, string> = {},
): Promise<OfficialWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'gramd-official-'))
  onTestFinished(async () => await rm(folder, { recursive: true, force: true }))
  const { clock, advance } = await stoppedTime(db)
  const brands = { count: logins.length, posts: 3 }
  const standIn = await startGraphStandIn({ seed: 'official', clock, brands })
  onTestFinished(async () => await standIn.close())
  const { port, release } = await reservePort(0)
  const url = `http://127.0.0.1:${port}`
  const services = testServices(db, clock, null, {
    settings: {
      ...graphSettingsOf(standIn),
      GRAMD_PUBLIC_URL: url,
      GRAMD_UPLOADS_DIR: folder,
      META_EXTRA_RIGHTS: RIGHTS,
      ...settings,
    },
  })
  const run = async (type: string) => await runNext(services, type)
  const posting = await startPosting(db, { services, runNext: run, advance }, async (routers) => {
    const api = anApi(db, routers)
    const server = await listenHttp(api.app, { host: '127.0.0.1', port })
    onTestFinished(async () => await server.close(0))
    return api
  })
  await release()
  const usernames: string[] = []
  for (const [at, login] of logins.entries())
    usernames.push(await connect(services, standIn, `brand-${at + 1}`, login))
  const { rows } = await sql<{ id: string; username: string }>`
    select id, username from derived.publishing_accounts`.execute(db)
  const idOf = (name: string) => rows.find(({ username }) => username === name)?.id ?? ''
  const { truth } = standIn.control
  return {
    ...posting,
    services,
    standIn,
    advance,
    usernames,
    accounts: usernames.map(idOf),
    async media(...files) {
      const made: { upload_id: string }[] = []
      for (const { name, bytes } of files) {
        const body = new FormData()
        body.append('file', new Blob([new Uint8Array(bytes)]), name)
        const answer = await fetch(
          `${url}/api/uploads`,
          init('POST', { body, token: posting.token }),
        )
        if (answer.status !== 201) throw new Error(await answer.text())
        made.push({ upload_id: z.object({ id: z.uuid() }).parse(await answer.json()).id })
      }
      return made
    },
    published: (username = usernames[0] ?? '') =>
      truth
        .posts(username)
        .filter(({ source }) => source !== undefined)
        .toReversed(),
  }
}

/** Connects an account, and puts it into a group: only then editors publish on it. */
async function connect(
  { db, connections }: Services,
  standIn: GraphStandIn,
  person: string,
  login: GraphLogin,
): Promise<string> {
  if (!connections) throw new Error('no app of Meta is configured')
  const { connectionId, username } = await connectBrand(connections, standIn, { person, login })
  await sql`
    with account as (
      insert into publishing_accounts (connection_id, warmup_stage) values (${connectionId}::uuid, 3) returning id
    ),
    its_group as (insert into groups (name) values (${username}) returning id)
    insert into group_members (group_id, publishing_account_id) select g.id, a.id from its_group g, account a`.execute(
    db,
  )
  return username
}

export async function aPicture(colour: string): Promise<File> {
  const bytes = await sharp({
    create: { width: 640, height: 640, channels: 3, background: colour },
  })
    .jpeg()
    .toBuffer()
  return { name: `${colour}.jpg`, bytes }
}

export const aVideo = (seconds = 4): File => ({
  name: `${seconds}.mp4`,
  bytes: makeMovie({ seconds }),
})
