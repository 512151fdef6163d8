import { createHash } from 'node:crypto'
import { mkdir, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { pathOf } from '../../../src/features/publishing/uploads/upload-files.ts'
import { fullScrape } from '../../../src/features/scrape/tasks/full-scrape.ts'
import { features } from '../../../src/features/index.ts'
import type { Services } from '../../../src/features/services.ts'
import { createWakeSignal } from '../../../src/queue/worker/wake-signal.ts'
import { startRunner } from '../../../src/queue/worker/runner.ts'
import { resourceGauges, workerSlots } from '../../../src/services.ts'
import { expect, test } from '../../fixtures/test.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { startPostsWorld, type PostsWorld } from './posts-world.ts'

const VIDEO_BYTES = 300_000_000
const BYTES_PER_SECOND = 500_000
const DUE_IN_MS = 2_000

/** A stored video of 300 MB, most of which is a hole in the file. */
async function aLargeVideo({ services }: PostsWorld): Promise<string> {
  const { db, config } = services
  const sha256 = createHash('sha256').update('a large video').digest()
  const path = pathOf(config.uploadsFolder, { sha256, media_type: 'video/mp4' })
  await mkdir(dirname(path), { recursive: true })
  const file = await open(path, 'w')
  await file.truncate(VIDEO_BYTES)
  await file.close()
  const { rows } = await sql<{ id: string }>`
    insert into uploads (file_name, sha256, kind, media_type, bytes, width, height, duration_ms, frame_rate, bit_rate,
      audio_rate, codecs, conversions, warnings, report)
    values ('a.mp4', ${sha256}, 'video', 'video/mp4', ${VIDEO_BYTES}, 1080, 1920, 120000, 30, 20000000, 48000,
      '{avc,aac}', '{}', '{}', '{"original": {"format": "mp4", "bytes": 1}}')
    returning id`.execute(db)
  return rows[0]?.id ?? ''
}

/** The worker of a replica with the settings of the product; gives what a notification of the database does. */
function startWorker({ services }: PostsWorld): () => void {
  const wakeSignal = createWakeSignal()
  const runner = startRunner<Services>({
    ...services,
    services,
    wakeSignal,
    random: () => 0.5,
    types: services.queue.types,
    gauges: resourceGauges(features, services),
    owner: 'worker',
    slots: workerSlots(services.config),
    pollMs: services.config.pollIntervalMs,
  })
  services.queue.attach(runner)
  onTestFinished(async () => await runner.stop(0))
  return () => wakeSignal.notify()
}

test('a scrape starts within five seconds while two uploads of 300 MB run slowly', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 3 })
  const { sim, services, accounts, usernames, advance } = world
  expect(services.config).toMatchObject({ maxConcurrentTasks: 2, publishAtOnce: 50 })
  // The third account reads creators.
  await sql`delete from publishing_accounts where id = ${accounts[2]}::uuid`.execute(db)
  await sql`update instagram_accounts set purpose = 'read' where username = ${usernames[2]}`.execute(
    db,
  )
  const media = [{ upload_id: await aLargeVideo(world) }]
  // A post goes to one account after the other: these are two.
  for (const account of accounts.slice(0, 2)) {
    const post = { type: 'reel', caption: `For ${account}`, media, accounts: [account] }
    const id = await world.draft(post)
    expect((await world.send('POST', `/api/posts/${id}/publish`)).status).toBe(202)
  }
  sim.control.slowUploads(BYTES_PER_SECOND)

  const notify = startWorker(world)
  await expect.poll(() => sim.control.uploadsUnderWay(), { timeout: 20_000 }).toBe(2)
  const blogId = await aBlog(db, sim.world.creatorAt(0).username)
  const dueAt = new Date(services.clock.now().getTime() + DUE_IN_MS)
  const scrape = { blog_id: blogId, mode: 'full' as const }
  const task = await services.queue.enqueue(db, fullScrape, scrape, { dueAt })
  notify()
  await advance(DUE_IN_MS)
  const isDueAt = performance.now()

  const status = async () => (await world.task(task.id)).status
  await expect.poll(status, { timeout: 10_000, interval: 20 }).not.toBe('pending')
  expect(performance.now() - isDueAt).toBeLessThan(5_000)
  expect(sim.control.uploadsUnderWay()).toBe(2)
  await expect.poll(status, { timeout: 20_000 }).toBe('done')
  expect(sim.control.uploadsUnderWay()).toBe(2)
}, 60_000)
