import { sql } from 'kysely'
import { z } from 'zod'
import { guessLanguage } from '../../../src/creators/languages.ts'
import { expect, test } from '../../fixtures/test.ts'
import {
  captionsOf,
  draft,
  due,
  ENGLISH,
  HOUR_MS,
  MINUTE_MS,
  Problem,
  publish,
  published,
  runTranslations,
  RUSSIAN,
  shown,
  world,
} from './languages-world.ts'

test('publishing translates what is missing, and every account gets its language', async ({
  db,
}) => {
  const posts = await world(db, ['ru', 'kk', 'en', null])
  const id = await draft(posts)
  expect(await shown(posts, id)).toMatchObject({
    language: null,
    language_guess: { language: 'en', is_sure: true },
  })
  const answer = await publish(posts, id)
  expect([answer.status, await answer.json()]).toEqual([
    202,
    expect.objectContaining({ status: 'translating', publish_requested_at: expect.any(String) }),
  ])
  await runTranslations(db, posts)
  await posts.publishAll()
  const [[russian] = [], [kazakh] = [], ...others] = published(posts)
  expect(others).toEqual([[ENGLISH], [ENGLISH]])
  expect([russian, kazakh].map((text) => guessLanguage(text ?? '')?.language)).toEqual(['ru', 'kk'])
  const executions = await posts.executions(id)
  const byName = new Map(executions.map((each) => [each.username, each['language']]))
  expect(posts.usernames.map((name) => byName.get(name))).toEqual(['ru', 'kk', 'en', 'en'])
  expect(await shown(posts, id)).toMatchObject({ status: 'completed', publish_requested_at: null })
})

test.for([
  ['The sale is on', 'en'],
  ['Жаңа тағам', 'kk'],
  ['Nike Air Max Jordan Retro Supreme Balenciaga Gucci Prada Adidas Yeezy', undefined],
] as const)(
  'the language of "%s" is asked for, never guessed',
  async ([caption, guess], { db }) => {
    const posts = await world(db, ['ru', 'en'])
    const id = await draft(posts, { caption })
    const at = new Date(posts.services.clock.now().getTime() + HOUR_MS).toISOString()
    for (const answer of [
      await publish(posts, id),
      await posts.send('POST', `/api/posts/${id}/schedule`, { at }),
      await posts.send('POST', `/api/posts/${id}/translate`),
    ]) {
      expect(answer.status).toBe(422)
      const problem = Problem.parse(await answer.json())
      expect(problem.code).toBe('caption_language_needed')
      expect(problem.errors).toMatchObject([{ field: 'language' }])
      expect(problem.errors[0]?.suggestion).toBe(guess)
    }
    await posts.send('PATCH', `/api/posts/${id}`, { language: 'en' })
    expect((await publish(posts, id)).status).toBe(202)
    await runTranslations(db, posts)
    await posts.publishAll()
    expect(published(posts)[1]).toEqual([caption])
  },
)

test('emoji, tags and links need no language, and go out everywhere', async ({ db }) => {
  const caption = '🔥🔥 #новинка @shop https://example.com/sale'
  const posts = await world(db, ['ru', 'kk', null])
  const id = await draft(posts, { caption })
  expect(await shown(posts, id)).toMatchObject({ language_guess: null })
  expect((await publish(posts, id)).status).toBe(202)
  await posts.publishAll()
  expect(published(posts)).toEqual([[caption], [caption], [caption]])
  expect((await posts.executions(id)).map((each) => each['language'])).toEqual([null, null, null])
})

test('accounts without a language get the caption as it is written, without a question', async ({
  db,
}) => {
  const posts = await world(db, [null, null])
  const id = await draft(posts, { caption: 'Sale' })
  expect((await publish(posts, id)).status).toBe(202)
  await posts.publishAll()
  expect(published(posts)).toEqual([['Sale'], ['Sale']])
})

test('by the author’s word an account, or a language, gets the caption as it is', async ({
  db,
}) => {
  const posts = await world(db, ['ru', 'kk', 'de'])
  const [, second] = posts.accounts
  const id = await draft(posts, { as_is: ['ru', second] })
  const Plan = z.looseObject({
    accounts: z.array(z.looseObject({ username: z.string(), origin: z.string() })),
  })
  const { accounts } = await posts.get(`/api/posts/${id}/plan`, Plan)
  const origins = new Map(accounts.map(({ username, origin }) => [username, origin]))
  expect(posts.usernames.map((name) => origins.get(name))).toEqual(['as_is', 'as_is', 'missing'])
  await publish(posts, id)
  await runTranslations(db, posts)
  await posts.publishAll()
  const texts = published(posts)
  expect(texts.slice(0, 2)).toEqual([[ENGLISH], [ENGLISH]])
  expect(guessLanguage(texts[2]?.[0] ?? '')?.language).toBe('de')
  const refused = await posts.send('PATCH', `/api/posts/${id}`, { as_is: ['nowhere'] })
  expect(refused.status).toBe(422)
})

test('without a translator the account is left out with its reason, and the others publish', async ({
  db,
}) => {
  const posts = await world(db, ['ru', 'en'], { DEEPL_API_KEY: '' })
  const id = await draft(posts)
  expect((await publish(posts, id)).status).toBe(202)
  await posts.publishAll()
  expect(published(posts)).toEqual([[], [ENGLISH]])
  expect(await posts.executions(id)).toContainEqual(
    expect.objectContaining({
      username: posts.usernames[0],
      status: 'skipped',
      error: expect.objectContaining({
        class: 'not_translated',
        message: expect.stringContaining('no translation service has a key'),
      }),
    }),
  )
})

test('a translator that is down is asked again until the post counts as missed; then the others publish', async ({
  db,
}) => {
  const posts = await world(db, ['ru', 'en'])
  posts.translator.fail({ service: 'deepl', kind: 'server_error' })
  const id = await draft(posts)
  const begun = posts.services.clock.now().getTime()
  await publish(posts, id)
  for (let minutes = 0; minutes < 130; minutes += 5) {
    await runTranslations(db, posts)
    await posts.advance(5 * MINUTE_MS)
  }
  const [skipped] = (await posts.executions(id)).filter(({ status }) => status === 'skipped')
  expect(skipped?.error).toMatchObject({
    class: 'not_translated',
    message: expect.stringContaining('DeepL'),
  })
  const { rows } = await sql<{
    begun_at: Date
  }>`select begun_at from posts where id = ${id}`.execute(db)
  const waited = ((rows[0]?.begun_at.getTime() ?? 0) - begun) / MINUTE_MS
  expect([waited >= 120, waited < 135]).toEqual([true, true])
  await posts.publishAll()
  expect(published(posts)).toEqual([[], [ENGLISH]])

  // Once it works again, the account that was left out follows.
  posts.translator.clear()
  await posts.advance(HOUR_MS)
  expect(
    (await posts.send('POST', `/api/posts/${id}/executions/${skipped?.id}/retry`)).status,
  ).toBe(409)
  expect((await posts.send('POST', `/api/posts/${id}/translate`)).status).toBe(202)
  await runTranslations(db, posts)
  await posts.publishAll()
  expect(guessLanguage(published(posts)[0]?.[0] ?? '')?.language).toBe('ru')
})

test('a translator that fails at first delays the post, and loses nobody', async ({ db }) => {
  const posts = await world(db, ['ru', 'en'])
  posts.translator.fail({ service: 'deepl', kind: 'server_error', count: 4 })
  const id = await draft(posts)
  await publish(posts, id)
  for (let tries = 0; tries < 12; tries += 1) {
    await runTranslations(db, posts)
    await posts.advance(10 * MINUTE_MS)
  }
  await posts.publishAll()
  expect(published(posts).map(([text = '']) => guessLanguage(text ?? '')?.language)).toEqual([
    'ru',
    'en',
  ])
})

test.for(['echo', 'wrong_language'] as const)(
  'a translation that does not read like its language waits for a person: %s',
  async (kind, { db }) => {
    const posts = await world(db, ['ru', 'en'])
    posts.translator.fail({ service: 'deepl', kind })
    const id = await draft(posts)
    await publish(posts, id)
    await runTranslations(db, posts)
    await posts.publishAll()
    expect(published(posts)).toEqual([[], [ENGLISH]])
    await posts.send('PUT', `/api/posts/${id}/captions/ru`, { text: 'Осень пришла' })
    await posts.publishAll()
    expect(published(posts)).toEqual([['Осень пришла'], [ENGLISH]])
  },
)

test('a scheduled post is translated when it gets its time, and what changed since at its time', async ({
  db,
}) => {
  const posts = await world(db, ['ru', 'en'])
  const id = await draft(posts)
  const at = new Date(posts.services.clock.now().getTime() + HOUR_MS).toISOString()
  const scheduled = await posts.send('POST', `/api/posts/${id}/schedule`, { at })
  expect([scheduled.status, await scheduled.json()]).toEqual([
    202,
    expect.objectContaining({ status: 'translating', scheduled_at: at }),
  ])
  await runTranslations(db, posts)
  expect(await shown(posts, id)).toMatchObject({ status: 'pending' })
  const [before] = await captionsOf(posts, id)

  // A changed caption keeps its translation, which is of the older text, and is renewed before it goes out.
  const caption = 'Winter is here and all the snow is falling on our city today!'
  await posts.send('PATCH', `/api/posts/${id}`, { caption })
  expect(await shown(posts, id)).toMatchObject({ status: 'pending', scheduled_at: at })
  expect(await captionsOf(posts, id)).toMatchObject([
    { language: 'ru', text: before?.text, is_current: false, flags: ['source_changed'] },
  ])
  await posts.advance(HOUR_MS)
  expect(await due(posts)).toEqual({ begun: 1, failed: 0, missed: 0 })
  expect(await shown(posts, id)).toMatchObject({ status: 'translating' })
  await runTranslations(db, posts)
  const [after] = await captionsOf(posts, id)
  expect(after).toMatchObject({ is_current: true })
  expect(after?.text).not.toBe(before?.text)
  await posts.publishAll()
  expect(published(posts)).toEqual([[after?.text], [caption]])
})

test('a correction of an older text is kept, and never published before somebody has confirmed it', async ({
  db,
}) => {
  const posts = await world(db, ['ru', 'en'])
  const id = await draft(posts)
  const ru = `/api/posts/${id}/captions/ru`
  await posts.send('PUT', ru, { text: 'Осень уже здесь' })
  const at = new Date(posts.services.clock.now().getTime() + HOUR_MS).toISOString()
  await posts.send('POST', `/api/posts/${id}/schedule`, { at })
  await posts.send('PATCH', `/api/posts/${id}`, { caption: `${ENGLISH}!` })
  const [kept] = await captionsOf(posts, id)
  expect(kept).toMatchObject({ text: 'Осень уже здесь', service: 'person', is_current: false })
  expect(await shown(posts, id)).toMatchObject({ status: 'review', scheduled_at: at })
  // The text as it was makes it current again.
  await posts.send('PATCH', `/api/posts/${id}`, { caption: ENGLISH })
  expect(await shown(posts, id)).toMatchObject({ status: 'pending' })
  await posts.send('PATCH', `/api/posts/${id}`, { caption: `${ENGLISH}!` })

  await posts.advance(HOUR_MS)
  await due(posts)
  await runTranslations(db, posts)
  await posts.publishAll()
  expect(published(posts)).toEqual([[], [`${ENGLISH}!`]])
  expect(await captionsOf(posts, id)).toMatchObject([{ text: 'Осень уже здесь' }])
  await posts.send('PUT', ru, { text: 'Осень уже здесь' })
  await posts.publishAll()
  expect(published(posts)).toEqual([['Осень уже здесь'], [`${ENGLISH}!`]])
})

test('a correction of an older text that is taken away is translated anew', async ({ db }) => {
  const posts = await world(db, ['ru'])
  const id = await draft(posts)
  await posts.send('PUT', `/api/posts/${id}/captions/ru`, { text: 'Осень уже здесь' })
  await posts.send('PATCH', `/api/posts/${id}`, { caption: `${ENGLISH} today` })
  expect((await posts.send('DELETE', `/api/posts/${id}/captions/ru`)).status).toBe(200)
  await publish(posts, id)
  await runTranslations(db, posts)
  await posts.publishAll()
  expect(guessLanguage(published(posts)[0]?.[0] ?? '')?.language).toBe('ru')
})

test('the first comment is translated like the caption, and kept as each account got it', async ({
  db,
}) => {
  const posts = await world(db, ['ru', 'en', 'de'])
  const comment = 'Which of our colours do you like best, tell us below'
  const id = await draft(posts, { first_comment: comment })
  // A person's caption lacks the comment, which is translated for it.
  await posts.send('PUT', `/api/posts/${id}/captions/de`, { text: 'Der Herbst ist da' })
  await publish(posts, id)
  await runTranslations(db, posts)
  await posts.publishAll()
  const executions = await posts.executions(id)
  const commentOf = (at: number) => {
    const found = executions.find(({ username }) => username === posts.usernames[at])
    return z.string().parse(found?.['comment'])
  }
  expect([0, 1, 2].map((at) => guessLanguage(commentOf(at))?.language)).toEqual(['ru', 'en', 'de'])
  expect(published(posts)[2]).toEqual(['Der Herbst ist da'])
  for (const [at, username] of posts.usernames.entries())
    expect(posts.sim.control.published(username).flatMap(({ comments }) => comments)).toEqual([
      commentOf(at),
    ])
})

test('the limits of captions hold for the first comment, and hashtags count together', async ({
  db,
}) => {
  const posts = await world(db, ['en'])
  const Plan = z.looseObject({ accounts: z.array(z.looseObject({ left_out: z.unknown() })) })
  const leftOut = async (change: Record<string, unknown>) => {
    const id = await draft(posts, change)
    return (await posts.get(`/api/posts/${id}/plan`, Plan)).accounts[0]?.left_out
  }
  const tags = (n: number) => Array.from({ length: n }, (_, at) => `#tag${at}`).join(' ')
  expect(await leftOut({ first_comment: tags(31) })).toMatchObject({
    reason: 'comment_unfit',
    rule: 'too_many_hashtags',
  })
  expect(
    await leftOut({ caption: `${ENGLISH} ${tags(20)}`, first_comment: tags(11) }),
  ).toMatchObject({ reason: 'comment_unfit', message: expect.stringContaining('31 hashtags') })
  expect(await leftOut({ caption: `${ENGLISH} ${tags(20)}`, first_comment: tags(10) })).toBeNull()
  expect(await leftOut({ first_comment: Array(21).fill('@anna').join(' ') })).toMatchObject({
    reason: 'comment_unfit',
    rule: 'too_many_mentions',
  })
})

test('a language that nobody speaks is neither translated nor asked for', async ({ db }) => {
  const posts = await world(db, ['en'])
  const id = await draft(posts, { requires_review: true })
  await posts.send('PUT', `/api/posts/${id}/captions/fr`, { text: 'Automne', confirmed: false })
  expect(await shown(posts, id)).toMatchObject({ status: 'draft' })
  expect((await publish(posts, id)).status).toBe(202)
  await posts.publishAll()
  expect(published(posts)).toEqual([[ENGLISH]])
  expect(posts.translator.requests()).toEqual([])
})

test('what an account got stays, with its language, whatever its account speaks later', async ({
  db,
}) => {
  const posts = await world(db, ['ru'])
  const id = await draft(posts, { caption: RUSSIAN })
  await publish(posts, id)
  await posts.publishAll()
  await sql`update publishing_accounts set language = 'kk'`.execute(db)
  expect(await posts.executions(id)).toMatchObject([{ language: 'ru', caption: RUSSIAN }])
})

test('a post that waits for its translation is taken back by a person', async ({ db }) => {
  const posts = await world(db, ['ru'])
  const id = await draft(posts)
  await publish(posts, id)
  expect((await posts.send('POST', `/api/posts/${id}/cancel`)).status).toBe(200)
  await runTranslations(db, posts)
  await posts.publishAll()
  expect(published(posts)).toEqual([[]])
  expect(await shown(posts, id)).toMatchObject({ status: 'draft', publish_requested_at: null })
})
