import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { z } from 'zod'
import { moviePieces } from '../../../sim/files/make-movie.ts'
import { SLOW, startCrashWorld, type CrashWorld } from '../../crash/publishing/crash-world.ts'
import { expect, test } from '../../fixtures/test.ts'

const MAX_MB = 350
const SECONDS = 120
/** Together with its sound some 290 MB. */
const FRAME_BYTES = 80_000
const POLL = { timeout: 240_000, interval: 250 }

/** A post and its file in one form, made while it is sent. */
async function* formOf(post: object, pieces: Iterable<Buffer>): AsyncGenerator<Buffer> {
  const part = (name: string): string => `content-disposition: form-data; name="${name}"`
  yield Buffer.from(`--x\r\n${part('post')}\r\n\r\n${JSON.stringify(post)}\r\n`)
  yield Buffer.from(`--x\r\n${part('media')}; filename="a.mp4"\r\n\r\n`)
  for (const piece of pieces) yield await Promise.resolve(piece)
  yield Buffer.from('\r\n--x--\r\n')
}

async function send(
  { origin, apiKey }: CrashWorld,
  path: string,
  body?: Readable,
): Promise<string> {
  const init: RequestInit & { duplex: 'half' } = {
    method: 'POST',
    headers: {
      authorization: `Bearer ${apiKey}`,
      ...(body && { 'content-type': 'multipart/form-data; boundary=x' }),
    },
    ...(body && { body: Readable.toWeb(body) }),
    duplex: 'half',
  }
  const answer = await fetch(new URL(path, origin), init)
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`)
  return text
}

test('a video of 290 MB is taken in with its post and published by every access with little memory', async ({
  db,
  databaseUrl,
}) => {
  // Enough accounts that one of the connected ones has Instagram Login, whose videos Meta fetches.
  const world = await startCrashWorld(db, databaseUrl, { perRoute: 6, speed: SLOW })
  try {
    const daemon = await world.start()
    const before = await daemon.peakMb()
    const members = [...world.accounts.private.slice(0, 1), ...world.accounts.official]
    const post = { type: 'reel', caption: 'A long walk', accounts: members.map(({ id }) => id) }
    const movie = moviePieces({ isMoovLast: true, seconds: SECONDS, frameBytes: FRAME_BYTES })
    const made = await send(world, '/api/posts', Readable.from(formOf(post, movie)))
    const taken = await daemon.peakMb()
    const { id } = z.looseObject({ id: z.uuid() }).parse(JSON.parse(made))
    await send(world, `/api/posts/${id}/publish`)
    const ends = async () =>
      (
        await sql<{ status: string; error: string | null }>`
          select status, coalesce(error_message, waits_message, waits_for) as error from executions order by id`.execute(
          db,
        )
      ).rows
    await expect
      .poll(async () => (await ends()).filter(({ status }) => status !== 'success'), POLL)
      .toEqual([])
    const published = await daemon.peakMb()
    const { rows } = await sql<{ bytes: string; login: string }>`
      select u.bytes, string_agg(distinct coalesce(c.login, 'pool'), ' ') as login
      from uploads u, executions e join publishing_accounts p on p.id = e.publishing_account_id
      left join connections c on c.id = p.connection_id group by u.bytes`.execute(db)
    console.log({ before, taken, published, rows })
    expect(Number(rows[0]?.bytes)).toBeGreaterThan(288_000_000)
    expect(rows[0]?.login).toBe('facebook instagram pool')
    expect(Math.max(taken, published)).toBeLessThan(MAX_MB)
  } finally {
    await world.close()
  }
}, 360_000)
