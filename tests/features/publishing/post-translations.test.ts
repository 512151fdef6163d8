import { createServer, request } from 'node:http'
import { sql } from 'kysely'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { startOpenAiSim } from '../../../sim/openai/index.ts'
import { modelTranslation } from '../../../sim/translation/model.ts'
import { startTranslationStandIn, type TranslationStandIn } from '../../../sim/translation/index.ts'
import type { Db } from '../../../src/db/handles.ts'
import { publishDuePosts } from '../../../src/features/publishing/posts/tasks/publish-due-posts.ts'
import { expect, test } from '../../fixtures/test.ts'
import { Post, startPostsWorld, type PostsWorld } from './posts-world.ts'

const HOUR_MS = 3_600_000
const SOURCE = 'Autumn is here and all the leaves are falling'

const Captions = z.object({
  data: z.array(
    z.looseObject({
      language: z.string().nullable(),
      account_id: z.string().nullable(),
      text: z.string(),
      service: z.string(),
      confirmed_at: z.string().nullable(),
    }),
  ),
  failed: z.array(z.looseObject({ language: z.string(), code: z.string(), message: z.string() })),
})

const shown = async (world: PostsWorld, id: string) => await world.get(`/api/posts/${id}`, Post)
const captionsOf = async (world: PostsWorld, id: string) =>
  await world.get(`/api/posts/${id}/captions`, Captions)
const textsOf = async (world: PostsWorld, id: string) =>
  (await captionsOf(world, id)).data.map(({ language, text }) => [language, text])
const publish = async (world: PostsWorld, id: string) => {
  const answer = await world.send('POST', `/api/posts/${id}/publish`)
  return [answer.status, await answer.text()] as const
}
const published = ({ sim, usernames }: PostsWorld) =>
  usernames.map((username) => sim.control.published(username).map(({ caption }) => caption))

async function speak(db: Db, id: string | undefined, language: string, formality = 'default') {
  await sql`
    update publishing_accounts set language = ${language}, formality = ${formality} where id = ${id}`.execute(
    db,
  )
}

async function deepl(): Promise<{
  translator: TranslationStandIn
  settings: Record<string, string>
}> {
  const translator = await startTranslationStandIn()
  onTestFinished(async () => await translator.close())
  const settings = { DEEPL_API_KEY: translator.deeplKey, DEEPL_BASE_URL: translator.url }
  return { translator, settings }
}

async function draft(world: PostsWorld, post: Record<string, unknown> = {}): Promise<string> {
  const media = [{ upload_id: await world.picture() }]
  return await world.draft({
    caption: SOURCE,
    language: 'en',
    media,
    accounts: world.accounts,
    ...post,
  })
}

async function translate(world: PostsWorld, id: string) {
  const asked = await world.send('POST', `/api/posts/${id}/translate`)
  if (asked.status !== 202) throw new Error(await asked.text())
  return (await world.runNext('translate_post')).result
}

/** Stands before the service, and does something each time while a translation is under way. */
async function meanwhile(to: string, act: () => Promise<unknown>): Promise<string> {
  const target = new URL(to)
  const server = createServer((req, res) => {
    const pass = () => {
      const { hostname, port } = target
      const up = { host: hostname, port, path: req.url, method: req.method, headers: req.headers }
      req.pipe(
        request(up, (answer) => {
          res.writeHead(answer.statusCode ?? 500, answer.headers)
          answer.pipe(res)
        }),
      )
    }
    if (req.url?.includes('/v2/translate') !== true) return pass()
    void act().then(pass, (error: unknown) => res.destroy(new Error('not done', { cause: error })))
  })
  const port = await new Promise<number>((done) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      done(typeof address === 'object' ? (address?.port ?? 0) : 0)
    })
  })
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${port}`
}

test('what is written while a caption is translated stays, and another text is translated anew', async ({
  db,
}) => {
  const { translator, settings } = await deepl()
  let act = async (): Promise<unknown> => undefined
  const url = await meanwhile(translator.url, async () => await act())
  const world = await startPostsWorld(db, {
    accounts: 2,
    settings: { ...settings, DEEPL_BASE_URL: url },
  })
  await speak(db, world.accounts[0], 'ru')
  await speak(db, world.accounts[1], 'de')
  const id = await draft(world)
  act = async () => {
    act = async () => undefined
    await world.send('PATCH', `/api/posts/${id}`, { caption: 'Winter sale starts today' })
    await world.send('PUT', `/api/posts/${id}/captions/de`, { text: 'Von einer Person' })
  }
  await translate(world, id)

  const texts = await textsOf(world, id)
  expect(texts).toEqual([
    ['de', 'Von einer Person'],
    ['ru', expect.any(String)],
  ])
  // The same as a post has that was written so from the beginning.
  const other = await draft(world, { caption: 'Winter sale starts today' })
  await translate(world, other)
  expect((await textsOf(world, other))[1]).toEqual(texts[1])
  expect(await shown(world, id)).toMatchObject({ status: 'draft' })
})

test('a text that changes as often as it is translated gets no translation of another text', async ({
  db,
}) => {
  const { translator, settings } = await deepl()
  let act = async (): Promise<unknown> => undefined
  const url = await meanwhile(translator.url, async () => await act())
  const world = await startPostsWorld(db, {
    accounts: 1,
    settings: { ...settings, DEEPL_BASE_URL: url },
  })
  await speak(db, world.accounts[0], 'ru')
  const id = await draft(world)
  let changes = 0
  act = async () => {
    changes += 1
    await world.send('PATCH', `/api/posts/${id}`, { caption: `Sale number ${changes}` })
  }
  await translate(world, id)
  expect(changes).toBe(3)
  expect(await captionsOf(world, id)).toMatchObject({
    data: [],
    failed: [{ language: 'ru', code: 'source_changed' }],
  })
  expect(await shown(world, id)).toMatchObject({ status: 'draft' })
})

test('a confirmed correction is kept for the same text, and copied with the post', async ({
  db,
}) => {
  const { settings } = await deepl()
  const world = await startPostsWorld(db, { accounts: 1, settings })
  await speak(db, world.accounts[0], 'ru')
  const first = await draft(world)
  await translate(world, first)
  const [[, machine] = []] = await textsOf(world, first)
  const corrections = async () =>
    await db.selectFrom('translations').select('text').where('service', '=', 'person').execute()
  const write = async (id: string, text: unknown, confirmed = true) =>
    await world.send('PUT', `/api/posts/${id}/captions/ru`, { text, confirmed })
  // The machine's own words are no correction, nor is what nobody has confirmed.
  await write(first, machine)
  await write(first, 'Осень', false)
  expect(await corrections()).toEqual([])
  await write(first, 'Осень пришла к нам')
  expect(await corrections()).toEqual([{ text: 'Осень пришла к нам' }])

  const second = await draft(world)
  await translate(world, second)
  expect((await captionsOf(world, second)).data).toMatchObject([
    { language: 'ru', text: 'Осень пришла к нам', confirmed_at: expect.any(String) },
  ])
  const copy = Post.parse(await (await world.send('POST', `/api/posts/${first}/duplicate`)).json())
  expect((await captionsOf(world, copy.id)).data).toMatchObject([
    { language: 'ru', text: 'Осень пришла к нам', service: 'person', confirmed_at: null },
  ])
})

test('accounts that address their readers otherwise than most get a caption of their own', async ({
  db,
}) => {
  const { translator, settings } = await deepl()
  const world = await startPostsWorld(db, { accounts: 4, settings })
  const [one, two, three, four = ''] = world.accounts
  for (const id of [one, two]) await speak(db, id, 'de', 'formal')
  await speak(db, three, 'de', 'informal')
  await speak(db, four, 'de', 'informal')
  const id = await draft(world, { accounts: [one, two, three] })
  expect(await translate(world, id)).toEqual({ translated: ['de'], failed: [] })

  const { data } = await captionsOf(world, id)
  expect(data.map(({ language, account_id }) => [language, account_id])).toEqual([
    ['de', null],
    [null, three],
  ])
  expect(data[0]?.text).not.toBe(data[1]?.text)
  expect(translator.requests().filter(({ path }) => path.includes('/v2/translate'))).toHaveLength(2)
  // A correction for them is offered to those who are addressed so.
  await world.send('PUT', `/api/posts/${id}/captions/${three}`, { text: 'Der Herbst ist da, du' })
  const other = await draft(world, { accounts: [four] })
  await translate(world, other)
  expect(await textsOf(world, other)).toEqual([['de', 'Der Herbst ist da, du']])
  // With another majority the caption of the language holds for all again.
  await speak(db, three, 'de', 'formal')
  const third = await draft(world, { caption: 'Winter', accounts: [one, two, three] })
  await translate(world, third)
  expect((await captionsOf(world, third)).data).toHaveLength(1)
})

test('a language that no service translated is said with its reason, until somebody writes it', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 2 })
  await speak(db, world.accounts[0], 'ru')
  await speak(db, world.accounts[1], 'de')
  const id = await draft(world)
  await translate(world, id)
  expect(await captionsOf(world, id)).toMatchObject({
    data: [],
    failed: [
      { language: 'de', code: 'not_configured' },
      { language: 'ru', code: 'not_configured', message: expect.stringContaining('by hand') },
    ],
  })
  await world.send('PUT', `/api/posts/${id}/captions/ru`, { text: 'Осень' })
  expect((await captionsOf(world, id)).failed).toMatchObject([{ language: 'de' }])
  await world.send('PATCH', `/api/posts/${id}`, { caption: 'Winter' })
  expect((await captionsOf(world, id)).failed).toEqual([])
})

test('services are asked in the order of the setting', async ({ db }) => {
  const { translator, settings } = await deepl()
  const world = await startPostsWorld(db, {
    accounts: 1,
    settings: {
      ...settings,
      GOOGLE_TRANSLATION_API_KEY: translator.googleKey,
      GOOGLE_TRANSLATION_BASE_URL: translator.url,
      GRAMD_TRANSLATION_SERVICES: 'google,deepl',
    },
  })
  await speak(db, world.accounts[0], 'ru')
  const id = await draft(world)
  await translate(world, id)
  expect((await captionsOf(world, id)).data).toMatchObject([{ service: 'google' }])
})

test('a time changes neither a translation that goes on nor a review', async ({ db }) => {
  const { settings } = await deepl()
  const world = await startPostsWorld(db, { accounts: 1, settings })
  const { services } = world
  await speak(db, world.accounts[0], 'ru')
  const due = async () => {
    await services.queue.enqueue(db, publishDuePosts, {})
    return (await world.runNext('publish_due_posts')).result
  }
  const schedule = async (id: string, ms: number | null) => {
    const at = ms === null ? null : new Date(services.clock.now().getTime() + ms).toISOString()
    const answer = await world.send('POST', `/api/posts/${id}/schedule`, { at })
    return Post.parse(await answer.json()).status
  }
  const id = await draft(world, { requires_review: true })
  await world.send('POST', `/api/posts/${id}/translate`)
  expect(await schedule(id, HOUR_MS)).toBe('translating')
  await world.advance(HOUR_MS)
  expect(await due()).toEqual({ begun: 0, failed: 0, missed: 0 })
  await world.runNext('translate_post')
  // Its time has come, and nobody has confirmed its only caption.
  expect(await shown(world, id)).toMatchObject({
    status: 'review',
    missed_at: null,
    publish_requested_at: expect.any(String),
  })
  expect(await schedule(id, HOUR_MS)).toBe('review')
  expect(await schedule(id, null)).toBe('review')
  expect(await schedule(id, HOUR_MS)).toBe('review')
  const [[, text] = []] = await textsOf(world, id)
  await world.send('PUT', `/api/posts/${id}/captions/ru`, { text })
  expect(await shown(world, id)).toMatchObject({ status: 'pending' })
  await world.advance(HOUR_MS)
  expect(await due()).toEqual({ begun: 1, failed: 0, missed: 0 })
  await world.publishAll()
  expect(published(world)).toEqual([[text]])
})

test('what is still in review when it is due goes out once somebody has confirmed it', async ({
  db,
}) => {
  const { settings } = await deepl()
  const world = await startPostsWorld(db, { accounts: 1, settings })
  const { services } = world
  await speak(db, world.accounts[0], 'ru')
  const at = new Date(services.clock.now().getTime() + HOUR_MS).toISOString()
  const review = await draft(world, { requires_review: true })
  await translate(world, review)
  const open = await draft(world, { caption: 'Winter' })
  await world.send('POST', `/api/posts/${open}/translate`)
  for (const id of [review, open]) await world.send('POST', `/api/posts/${id}/schedule`, { at })
  const due = async () => {
    await services.queue.enqueue(db, publishDuePosts, {})
    return (await world.runNext('publish_due_posts')).result
  }
  await world.advance(HOUR_MS)
  expect(await due()).toEqual({ begun: 1, failed: 0, missed: 0 })
  expect(await shown(world, review)).toMatchObject({ status: 'review', missed_at: null })
  expect(await shown(world, open)).toMatchObject({ status: 'translating', missed_at: null })
  // Nobody has translated it for longer than a post may be late; the other one waits for a person, however long.
  await world.advance(3 * HOUR_MS)
  expect(await due()).toEqual({ begun: 0, failed: 0, missed: 1 })
  expect(await shown(world, open)).toMatchObject({
    status: 'translating',
    missed_at: expect.any(String),
  })
  const { rows } = await sql<{ cause: string; count: number }>`
    select cause, count from notifications where kind = 'post_missed' order by cause`.execute(db)
  expect(rows).toEqual([
    { cause: 'not_confirmed', count: 1 },
    { cause: 'not_translated', count: 1 },
  ])
  const [[, text] = []] = await textsOf(world, review)
  await world.send('PUT', `/api/posts/${review}/captions/ru`, { text })
  await world.publishAll()
  expect(published(world)).toEqual([[text]])
})

test('a post whose captions are in review can be taken back', async ({ db }) => {
  const { settings } = await deepl()
  const world = await startPostsWorld(db, { accounts: 1, settings })
  await speak(db, world.accounts[0], 'ru')
  const id = await draft(world, { requires_review: true })
  await translate(world, id)
  expect((await publish(world, id))[0]).toBe(202)
  expect(await shown(world, id)).toMatchObject({ status: 'review', executions: {} })
  expect((await world.send('POST', `/api/posts/${id}/cancel`)).status).toBe(200)
  expect(await shown(world, id)).toMatchObject({ status: 'review', publish_requested_at: null })
  const [[, text] = []] = await textsOf(world, id)
  await world.send('PUT', `/api/posts/${id}/captions/ru`, { text })
  await world.publishAll()
  expect(published(world)).toEqual([[]])
})

test('review holds back per language: who is confirmed publishes, the others follow when they are', async ({
  db,
}) => {
  const { settings } = await deepl()
  const world = await startPostsWorld(db, { accounts: 3, settings })
  await speak(db, world.accounts[0], 'ru')
  await speak(db, world.accounts[1], 'de')
  await speak(db, world.accounts[2], 'en')
  const id = await draft(world, { requires_review: true })
  await translate(world, id)
  const Plan = z.looseObject({
    accounts: z.array(
      z.looseObject({ left_out: z.looseObject({ reason: z.string() }).nullable() }),
    ),
  })
  const reasons = async () =>
    (await world.get(`/api/posts/${id}/plan`, Plan)).accounts
      .map(({ left_out: reason }) => reason?.reason ?? 'taken')
      .toSorted((one, other) => one.localeCompare(other))
  expect(await reasons()).toEqual(['not_confirmed', 'not_confirmed', 'taken'])
  await world.send('PUT', `/api/posts/${id}/captions/ru`, { text: 'Осень' })
  expect((await publish(world, id))[0]).toBe(202)
  await world.publishAll()
  expect(published(world)).toEqual([['Осень'], [], [SOURCE]])
  expect(await shown(world, id)).toMatchObject({ status: 'posting' })
  expect(await world.executions(id)).toContainEqual(
    expect.objectContaining({
      username: world.usernames[1],
      status: 'waiting',
      waits_code: 'review',
    }),
  )
  // One that is written and not confirmed still waits; a language of nobody that waits is closed.
  const captions = `/api/posts/${id}/captions`
  await world.send('PUT', `${captions}/de`, { text: 'Herbst', confirmed: false })
  await world.publishAll()
  expect(published(world)[1]).toEqual([])
  expect((await world.send('PUT', `${captions}/ru`, { text: 'Позже' })).status).toBe(409)
  await world.send('PUT', `${captions}/de`, { text: 'Herbst' })
  await world.publishAll()
  expect(published(world)).toEqual([['Осень'], ['Herbst'], [SOURCE]])
  expect(await shown(world, id)).toMatchObject({ status: 'completed' })
})

test('what waits to be confirmed is not published after it was stopped, until it is confirmed', async ({
  db,
}) => {
  const { settings } = await deepl()
  const world = await startPostsWorld(db, { accounts: 2, settings })
  await speak(db, world.accounts[0], 'ru')
  await speak(db, world.accounts[1], 'en')
  const id = await draft(world, { requires_review: true })
  await translate(world, id)
  await publish(world, id)
  await world.publishAll()
  await world.send('POST', `/api/posts/${id}/cancel`)
  const stopped = (await world.executions(id)).find(({ status }) => status === 'cancelled')
  const retry = async () =>
    (await world.send('POST', `/api/posts/${id}/executions/${stopped?.id}/retry`)).status
  expect(await retry()).toBe(409)
  await world.publishAll()
  expect(published(world)).toEqual([[], [SOURCE]])
})

/** The model as the only service. */
async function aModel(): Promise<Record<string, string>> {
  const clock = { now: () => new Date(), realMs: (ms: number) => ms, sleep: async () => {} }
  const openai = await startOpenAiSim({ seed: 'posts', clock, script: modelTranslation })
  onTestFinished(async () => await openai.close())
  return { OPENAI_API_KEY: openai.apiKey, OPENAI_BASE_URL: openai.baseUrl }
}

test('a caption about which a dead process may still be asking the model is translated later', async ({
  db,
}) => {
  const world = await startPostsWorld(db, { accounts: 1, settings: await aModel() })
  await speak(db, world.accounts[0], 'ru')
  expect(await translate(world, await draft(world))).toEqual({ translated: ['ru'], failed: [] })
  // As a kill leaves it that comes before the answer.
  await sql`delete from translations`.execute(db)
  await sql`delete from translation_answers`.execute(db)
  await sql`
    update ai_calls set outcome = null, under_way_until = clock_timestamp() + interval '1 min'`.execute(
    db,
  )
  const id = await draft(world)
  await world.send('POST', `/api/posts/${id}/translate`)
  expect(await world.runNext('translate_post')).toMatchObject({
    status: 'pending',
    error_code: 'translation_failed',
    attempts: 0,
  })
  expect(await shown(world, id)).toMatchObject({ status: 'translating' })
  const { rows: alerts } = await sql`select kind, cause from notifications`.execute(db)
  expect(alerts).toEqual([])

  await sql`update ai_calls set under_way_until = clock_timestamp()`.execute(db)
  await world.advance(60_000)
  expect(await world.runNext('translate_post')).toMatchObject({
    status: 'done',
    result: { translated: ['ru'], failed: [] },
  })
  expect(await captionsOf(world, id)).toMatchObject({ data: [{ language: 'ru' }], failed: [] })
})

test('a translation without a text is none: nothing is published without a word for it', async ({
  db,
}) => {
  const { translator, settings } = await deepl()
  const world = await startPostsWorld(db, { accounts: 1, settings })
  await speak(db, world.accounts[0], 'de')
  translator.fail({ service: 'deepl', kind: 'empty' })
  const id = await draft(world)
  expect(await translate(world, id)).toMatchObject({ translated: [], failed: [{ language: 'de' }] })
  expect(await captionsOf(world, id)).toMatchObject({
    data: [],
    failed: [{ language: 'de', message: expect.stringContaining('write the caption by hand') }],
  })
  const plan = z.looseObject({ warnings: z.array(z.string()) })
  expect((await world.get(`/api/posts/${id}/plan`, plan)).warnings).toContain('not_translated')
  await publish(world, id)
  await world.runNext('translate_post')
  await world.publishAll()
  expect(published(world)).toEqual([[]])
})
