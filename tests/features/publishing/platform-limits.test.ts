import sharp from 'sharp'
import { z } from 'zod'
import { loadConfig } from '../../../src/config.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { startOfficialWorld } from './official-world.ts'
import { startPostsWorld, type Posting, type PostsWorld } from './posts-world.ts'
import { translationsWorld } from './translations-world.ts'

const Flags = z.array(z.object({ code: z.string(), reason: z.string() }))
const Plan = z.looseObject({
  warnings: z.array(z.string()),
  accounts: z.array(
    z.looseObject({
      flags: z.array(z.string()),
      left_out: z.looseObject({ reason: z.string(), rule: z.string().nullable() }).nullable(),
    }),
  ),
})
const Post = z.looseObject({ caption_flags: Flags })
const Captions = z.looseObject({
  data: z.array(
    z.looseObject({
      flags: z.array(z.string()),
      fault: z.looseObject({ rule: z.string() }).nullable(),
    }),
  ),
})

const tags = (count: number) => Array.from({ length: count }, (_, n) => `#t${n}`).join(' ')
const names = (count: number) => Array.from({ length: count }, (_, n) => `@name${n}`).join(' ')

/** What is said of a caption wherever one is counted: on the post, in its plan, and of a caption in a language. */
async function saidOf(world: PostsWorld, caption: string) {
  const media = [{ upload_id: await world.picture() }]
  const id = await world.draft({ caption, language: 'en', media, accounts: world.accounts })
  const post = await world.get(`/api/posts/${id}`, Post)
  const plan = await world.get(`/api/posts/${id}/plan`, Plan)
  const put = await world.send('PUT', `/api/posts/${id}/captions/ru`, { text: caption })
  const [russian] = Captions.parse(await put.json()).data
  return {
    post: post.caption_flags.map(({ code }) => code),
    warnings: plan.warnings,
    flags: plan.accounts[0]?.flags,
    leftOut: plan.accounts[0]?.left_out?.rule ?? null,
    russian: russian?.flags,
    fault: russian?.fault?.rule ?? null,
  }
}

const fits = { post: [], warnings: [], flags: [], leftOut: null, russian: [], fault: null }
const warned = (code: string) => ({
  ...fits,
  post: [code],
  warnings: [code],
  flags: [code],
  russian: [code],
})
const refused = (code: string) => ({ ...warned(code), warnings: [], leftOut: code, fault: code })

describe('hashtags and mentions have two levels', () => {
  test.for([
    [tags(5), fits],
    [tags(6), warned('many_hashtags')],
    [tags(30), warned('many_hashtags')],
    [tags(31), refused('too_many_hashtags')],
    [names(3), fits],
    [names(4), warned('many_mentions')],
    [names(20), warned('many_mentions')],
    [names(21), refused('too_many_mentions')],
  ] as const)('%s', async ([caption, said], { db }) => {
    const world = await startPostsWorld(db, { accounts: 1 })
    expect(await saidOf(world, caption)).toEqual(said)
  })

  test('and both are settings, which hold at once for what was written before', async ({ db }) => {
    const settings = {
      GRAMD_CAPTION_HASHTAGS_WARNING: '2',
      GRAMD_CAPTION_MAX_HASHTAGS: '4',
      GRAMD_CAPTION_MENTIONS_WARNING: '0',
    }
    const world = await startPostsWorld(db, { accounts: 1, settings })
    expect(await saidOf(world, tags(2))).toEqual(fits)
    expect(await saidOf(world, tags(3))).toEqual(warned('many_hashtags'))
    expect(await saidOf(world, tags(5))).toEqual(refused('too_many_hashtags'))
    expect(await saidOf(world, names(1))).toEqual(warned('many_mentions'))
    const Limits = z.looseObject({
      caption: z.unknown(),
      data: z.array(z.looseObject({ setting: z.string(), source: z.string() })),
    })
    const { caption, data } = await world.get('/api/publishing-limits', Limits)
    expect(caption).toEqual({
      most_characters: 2_200,
      hashtags_warning: 2,
      most_hashtags: 4,
      mentions_warning: 0,
      most_mentions: 20,
    })
    const sourceOf = (name: string) => data.find(({ setting }) => setting === name)?.source
    const length = { setting: 'GRAMD_VIDEO_MAX_LENGTH_SECONDS', value: 900, default: 900 }
    expect(data).toContainEqual(expect.objectContaining(length))
    expect(sourceOf('GRAMD_CAPTION_MAX_HASHTAGS')).toBe('the setting GRAMD_CAPTION_MAX_HASHTAGS')
    expect(sourceOf('GRAMD_CAROUSEL_MAX_FILES')).toMatch(/Meta.*, 2026-11-25$/)
  })

  test('of translations, too, however they came about', async ({ db }) => {
    const world = await translationsWorld(db)
    const codes = async (text: string, to: string) =>
      (await world.translate(text, [to]))[0]?.flags.map(({ code }) => code)
    for (const to of ['kk', 'ru']) {
      expect(await codes(`Привет, город\n${tags(5)}`, to)).toEqual([])
      expect(await codes(`Привет, город\n${tags(6)}`, to)).toEqual(['many_hashtags'])
      expect(await codes(`Привет, город\n${tags(31)}`, to)).toEqual(['too_many_hashtags'])
    }
    const pair = { from: 'ru', to: 'kk', text: 'Привет' }
    const corrected = await world.send('PUT', '/api/translations', {
      ...pair,
      translation: tags(6),
    })
    expect(await corrected.json()).toMatchObject({ flags: [{ code: 'many_hashtags' }] })
  })

  test('of which a warning must not be above the refusal', () => {
    const problem = (settings: Record<string, string>) => () =>
      loadConfig({ SCRAPER_API_KEY: 'operator-key-of-the-tests', ...settings })
    expect(problem({ GRAMD_CAPTION_MAX_HASHTAGS: '4' })).toThrow(
      'GRAMD_CAPTION_HASHTAGS_WARNING: 5 is more than GRAMD_CAPTION_MAX_HASHTAGS (4)',
    )
    expect(problem({ GRAMD_PICTURE_MIN_RATIO: '4:5' })).toThrow('expected a number from 0.1 to 1')
    expect(problem({ GRAMD_CAROUSEL_MAX_FILES: '10.5' })).toThrow('expected a whole number')
  })
})

describe('a picture of 1080×1356 px, which is a little too tall', () => {
  const size = { width: 1_080, height: 1_356 }

  async function begun(world: Posting & { accounts: string[] }, media: { upload_id: string }[]) {
    const id = await world.draft({ caption: 'Autumn', media, accounts: world.accounts })
    const plan = await world.get(`/api/posts/${id}/plan`, Plan)
    const { status } = await world.send('POST', `/api/posts/${id}/publish`)
    return { id, leftOut: plan.accounts[0]?.left_out, status }
  }

  test('is planned as a violation of an account of the pool', async ({ db }) => {
    const world = await startPostsWorld(db, { accounts: 1 })
    const media = [{ upload_id: await world.picture('teal', size) }]
    expect(await begun(world, media)).toMatchObject({
      status: 409,
      leftOut: { reason: 'media_unfit', rule: 'ratio' },
    })
  })

  test('is refused by the stand-in of the pool when gramd sends it', async ({ db }) => {
    const settings = { GRAMD_PICTURE_MIN_RATIO: '0.7' }
    const world = await startPostsWorld(db, { accounts: 1, settings })
    const media = [{ upload_id: await world.picture('teal', size) }]
    const { id, status } = await begun(world, media)
    expect(status).toBe(202)
    await world.publishAll()
    expect(await world.executions(id)).toMatchObject([
      { status: 'failed', error: { class: 'media_refused' } },
    ])
  })

  test.for([
    ['0.8', 409, { reason: 'media_unfit', rule: 'ratio' }],
    ['0.7', 202, null],
  ] as const)(
    'is planned by %s for a connected account, and refused by Meta when it is sent',
    async ([ratio, status, leftOut], { db }) => {
      const settings = { GRAMD_PICTURE_MIN_RATIO: ratio }
      const world = await startOfficialWorld(db, ['facebook'], settings)
      const bytes = await sharp({ create: { ...size, channels: 3, background: 'teal' } })
        .jpeg()
        .toBuffer()
      const found = await begun(world, await world.media({ name: 'tall.jpg', bytes }))
      if (leftOut === null) expect(found.leftOut).toBeNull()
      else expect(found.leftOut).toMatchObject(leftOut)
      expect(found.status).toBe(status)
      await world.publishAll()
      if (status === 202)
        expect(await world.executions(found.id)).toMatchObject([
          { status: 'failed', error: { class: 'media_refused' } },
        ])
    },
  )
})

describe('the files of a carousel', () => {
  const many = async (world: PostsWorld, count: number) =>
    await Promise.all(
      Array.from({ length: count }, async (_, n) => ({
        upload_id: await world.picture(`rgb(${n}, 40, 40)`),
      })),
    )

  test('are ten, and more by a setting', async ({ db }) => {
    const world = await startPostsWorld(db, { accounts: 1 })
    expect((await world.send('POST', '/api/posts', { media: await many(world, 10) })).status).toBe(
      201,
    )
    const refusal = await world.send('POST', '/api/posts', { media: await many(world, 11) })
    expect(refusal.status).toBe(422)
    expect(await refusal.json()).toMatchObject({
      errors: [
        {
          field: 'media',
          reason: expect.stringContaining('2 to 10 files (GRAMD_CAROUSEL_MAX_FILES)'),
        },
      ],
    })
  })

  test('of a draft are counted again by its plan', async ({ db }) => {
    const settings = { GRAMD_CAROUSEL_MAX_FILES: '12' }
    const world = await startPostsWorld(db, { accounts: 1, settings })
    const media = await many(world, 12)
    const id = await world.draft({ media, accounts: world.accounts })
    expect((await world.get(`/api/posts/${id}/plan`, Plan)).accounts[0]?.left_out).toBeNull()
  })
})
