import { createHash } from 'node:crypto'
import sharp from 'sharp'
import type { Db } from '../../../src/db/handles.ts'
import { readProfileFacts } from '../../../src/features/analyze/store/profile-facts.ts'
import { createRequestWriter, readSystemPrompt } from '../../../src/features/analyze/prompt.ts'
import { findMediaOwners, readMedia, storeMedia } from '../../../src/media/media-store.ts'
import { shrinkImage } from '../../../src/media/shrink-image.ts'
import { blogSubject } from '../../../src/creators/blog-subject.ts'
import { makePicture } from '../../../sim/instagram/cdn/picture.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { aCreator, someCreators } from './a-creator.ts'
import { HOUR, startAnalyzeWorld } from './analyze-world.ts'
import { aScrapedCreator, startDirectWorld } from './direct-world.ts'

/** Gives a creator so many small pictures of its own, the last one first to show. */
async function withImages(db: Db, blogId: string, count: number): Promise<Buffer[]> {
  const pictures = await Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const picture = await makePicture(`${blogId} ${at}`, { width: 64, height: 96 })
      return { name: `post ${at}`, position: count - 1 - at, ...(await shrinkImage(picture)) }
    }),
  )
  await db.transaction().execute(async (tx) => {
    await storeMedia(tx, blogSubject(blogId), { known: [], fetched: pictures })
  })
  return pictures.map(({ bytes }) => bytes).toReversed()
}

describe('the request for a profile', () => {
  const config = { aiSections: [], openaiReasoningEffort: 'none' as const }
  const write = createRequestWriter(config, 'gpt-6-luna')

  test('carries its pictures in their order after the text, in itself and at low detail', async ({
    db,
  }) => {
    const blogId = await aCreator(db, 'mila', { captions: ['a walk'] })
    const shown = await withImages(db, blogId, 3)
    const facts = (await readProfileFacts(db, [blogId])).get(blogId)
    const images = (await readMedia(db, [blogSubject(blogId)], 10)).get(blogSubject(blogId))
    if (!facts || !images) throw new Error('the profile is missing')

    const { body, promptTokens } = write(facts, images)

    expect(body.messages[0]).toEqual({ role: 'system', content: readSystemPrompt() })
    expect(body.messages[1]).toEqual({
      role: 'user',
      content: [
        { type: 'text', text: JSON.stringify(facts) },
        ...shown.map((bytes) => ({
          type: 'image_url',
          image_url: { url: `data:image/jpeg;base64,${bytes.toString('base64')}`, detail: 'low' },
        })),
      ],
    })
    // 2 × 3 patches of 32 px, 1.2 tokens each, rounded up: not the length of what is sent.
    expect(promptTokens - write(facts).promptTokens).toBe(3 * 8)
  })

  test('carries them in a direct analysis, too', async ({ db }) => {
    const world = await startDirectWorld(db, { GRAMD_IMAGES_PER_ANALYSIS: '2' })
    const shown = await withImages(db, await aScrapedCreator(db, 'mila'), 3)
    const { openai } = world.services
    if (!openai) throw new Error('there is no gateway')
    const sent: string[] = []
    world.services.openai = {
      ...openai,
      complete: async (body, call) => {
        sent.push(JSON.stringify(body))
        return await openai.complete(body, call)
      },
    }

    expect((await world.analyze('mila')).status).toBe(200)

    const isSent = shown.map((bytes) => sent.join('').includes(bytes.toString('base64')))
    expect(isSent).toEqual([true, true, false])
  })

  test('shows as many as are asked for, and none that are not there', async ({ db }) => {
    const [some, none] = [await aCreator(db, 'some'), await aCreator(db, 'none')]
    const shown = await withImages(db, some, 4)
    const two = await readMedia(db, [some, none].map(blogSubject), 2)
    expect(two.get(blogSubject(some))?.map(({ base64 }) => Buffer.from(base64, 'base64'))).toEqual(
      shown.slice(0, 2),
    )
    expect(two.has(blogSubject(none))).toBe(false)
    expect(await findMediaOwners(db, [some, none].map(blogSubject))).toEqual(
      new Set([blogSubject(some)]),
    )
  })
})

test('pictures go to the model with each profile, and what they cost is told before', async ({
  db,
}) => {
  const world = await startAnalyzeWorld(db, {
    GRAMD_BATCH_MIN_TASKS: '2',
    GRAMD_IMAGES_PER_ANALYSIS: '3',
  })
  const blogIds = await someCreators(db, 12)
  for (const blogId of blogIds) await withImages(db, blogId, 4)
  await world.enqueueAnalyses(blogIds)

  expect(await world.run('submit_batch')).toMatchObject({ result: { batches: 1, tasks: 12 } })

  await world.advance(HOUR)
  expect(await world.run('poll_batches')).toMatchObject({ result: { ingested: 1 } })
  expect(world.sim.control.report()).toMatchObject({ rows: { answered: 12 }, violations: {} })
  const batch = await db.selectFrom('ai_batches').selectAll().executeTakeFirstOrThrow()
  const outputUsd = (12 * 1_500 * 0.25) / 1_000_000
  const estimated = ((batch.estimated_cost_usd ?? 0) - outputUsd) / (0.05 / 1_000_000)
  // The text is measured by its bytes and the pictures by their patches, as the stand-in does.
  expect(estimated / (batch.input_tokens ?? 0)).toBeGreaterThan(0.8)
  expect(estimated / (batch.input_tokens ?? 0)).toBeLessThan(1.25)
})

test('what does not fit into one file goes into further ones, none larger than it may be', async ({
  db,
}) => {
  const settings = { GRAMD_BATCH_MIN_TASKS: '1', GRAMD_BATCH_MAX_MEGABYTES: '0.15' }
  const world = await startAnalyzeWorld(db, settings)
  const blogIds = await someCreators(db, 7)
  const large = await shrinkImage(await makeNoise())
  const fetched = [{ name: 'avatar 1', position: 0, ...large }]
  await db.transaction().execute(async (tx) => {
    for (const blogId of blogIds) await storeMedia(tx, blogSubject(blogId), { known: [], fetched })
  })
  await world.enqueueAnalyses(blogIds)
  expect(large.bytes.length).toBeGreaterThan(35_000)

  const submitted = await world.run('submit_batch')

  const batches = await db.selectFrom('ai_batches').select('request_count').orderBy('id').execute()
  const counts = batches.map(({ request_count }) => request_count)
  expect(submitted).toMatchObject({ result: { batches: counts.length, tasks: 7 } })
  expect(counts).toEqual([2, 2, 2, 1])
  await world.advance(HOUR)
  await world.run('poll_batches')
  expect(world.sim.control.report()).toMatchObject({ rows: { answered: 7 }, violations: {} })
})

/** A picture that does not compress. */
async function makeNoise(): Promise<Buffer> {
  const pixels = createHash('shake256', { outputLength: 256 * 256 * 3 })
    .update('noise')
    .digest()
  const raw = { width: 256, height: 256, channels: 3 } as const
  return await sharp(pixels, { raw }).jpeg({ quality: 90 }).toBuffer()
}
