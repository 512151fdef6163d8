import { describe, expect } from 'vitest'
import { z } from 'zod'
import { retireTasks } from '../../../src/features/maintenance/tasks/retire-tasks.ts'
import { features } from '../../../src/features/index.ts'
import { executeFor } from '../erase/erasures-of.ts'
import { test } from '../../fixtures/test.ts'
import { problemIn } from '../../http/kit.ts'
import { runNext } from '../gramd-world.ts'
import { groupsWorld } from './groups-world.ts'
import { translationsWorld, type TranslationsWorld } from './translations-world.ts'

const GlossaryShape = z.looseObject({
  version: z.number(),
  entries: z.array(z.object({ term: z.string(), translation: z.string() })),
})
const DAY = 86_400_000

const writeGlossary = async ({ send }: TranslationsWorld, body: object) =>
  await send('PUT', '/api/glossary', { from: 'ru', to: 'kk', ...body })

describe('a correction', () => {
  test('wins over every service, is offered again, and can be taken back', async ({ db }) => {
    const world = await translationsWorld(db)
    const key = { text: 'Привет, друзья', from: 'ru', to: 'kk' }
    const [machine] = await world.translate(key.text, ['kk'])
    const put = async (body: object) =>
      await world.send('PUT', '/api/translations', { ...key, ...body })
    const answer = await put({ translation: 'Сәлем, достар!' })
    expect(await answer.json()).toMatchObject({
      text: 'Сәлем, достар!',
      corrected: true,
      flags: [],
    })

    const corrected = { text: 'Сәлем, достар!', service: null, corrected: true, cost_usd: 0 }
    expect(await world.translate(key.text, ['kk'])).toMatchObject([corrected])
    // For another form of address, until there is one for that.
    const formal = { formality: 'formal' }
    expect(await world.translate(key.text, ['kk'], formal)).toMatchObject([corrected])
    await put({ translation: 'Сәлеметсіздер ме!', ...formal })
    expect(await world.translate(key.text, ['kk'], formal)).toMatchObject([
      { text: 'Сәлеметсіздер ме!' },
    ])
    expect(await world.translate(key.text, ['kk'])).toMatchObject([corrected])

    const gone = await put({ translation: null })
    expect(await gone.json()).toMatchObject({ text: null, corrected: false })
    expect(await world.translate(key.text, ['kk'])).toMatchObject([
      { text: machine?.text, cached: true },
    ])
    const long = await put({ translation: 'ә'.repeat(2_201) })
    expect(await long.json()).toMatchObject({ flags: [{ code: 'too_long' }] })
  })

  test('stays when the glossary changes and when machine translations go', async ({ db }) => {
    const world = await translationsWorld(db, {
      settings: { GRAMD_TRANSLATION_RETENTION_DAYS: '30' },
    })
    const key = { text: 'Привет, друзья', from: 'ru', to: 'kk' }
    await world.send('PUT', '/api/translations', { ...key, translation: 'Сәлем!' })
    await world.translate('Доброе утро, друзья', ['kk'])
    await writeGlossary(world, { entries: [{ term: 'друзья', translation: 'достар' }] })
    await world.advance(31 * DAY)
    await world.services.queue.enqueue(db, retireTasks, {})
    await runNext(world.services, 'retire_tasks')
    const left = await db.selectFrom('translations').select(['service', 'text']).execute()
    expect(left).toEqual([{ service: 'person', text: 'Сәлем!' }])
    expect(await world.translate(key.text, ['kk'])).toMatchObject([{ corrected: true }])
  })
})

describe('the glossary', () => {
  test('says how terms and hashtags are translated, and asks anew when it changes', async ({
    db,
  }) => {
    const world = await translationsWorld(db)
    const text = 'Новый Aspan в городе и флэт уайт каждый день #кофе #алматы'
    const entries = [
      { term: 'Aspan', translation: 'Аспан' },
      { term: '#кофе', translation: '#кофеқұмарлар' },
    ]
    const [before] = await world.translate(text, ['kk', 'de'])
    expect(before?.text).toContain('#кофе #алматы')
    const written = GlossaryShape.parse(await (await writeGlossary(world, { entries })).json())
    expect(written).toMatchObject({ version: 1, entries })
    const [after, other] = await world.translate(text, ['kk', 'de'])
    expect(after).toMatchObject({ cached: false, flags: [] })
    expect(after?.text).toContain('#кофеқұмарлар #алматы')
    expect(after?.text).toContain('Аспан')
    expect(after?.text).not.toContain('Aspan')
    expect(other).toMatchObject({ cached: true })
    expect(await world.translate(text, ['kk'])).toMatchObject([{ cached: true, text: after?.text }])
  })

  test('has a version, and refuses an older one', async ({ db }) => {
    const world = await translationsWorld(db)
    const one = { entries: [{ term: 'кофе', translation: 'кофе' }] }
    const two = { entries: [{ term: 'кофе', translation: 'қара кофе' }] }
    expect(await (await writeGlossary(world, { ...one, version: 0 })).json()).toMatchObject({
      version: 1,
    })
    expect(await (await writeGlossary(world, one)).json()).toMatchObject({ version: 1 })
    const stale = await writeGlossary(world, { ...two, version: 0 })
    expect(await problemIn(stale)).toMatchObject({ status: 409, errors: [{ field: 'version' }] })
    expect(await (await writeGlossary(world, { ...two, version: 1 })).json()).toMatchObject({
      version: 2,
    })
    const listed = await world.send('GET', '/api/glossary?from=ru')
    expect(await listed.json()).toMatchObject({ data: [{ from: 'ru', to: 'kk', ...two }] })
    expect(await (await world.send('GET', '/api/glossary?to=de')).json()).toEqual({ data: [] })
  })

  test.for([
    [{ term: 'a.kz/b', translation: 'b' }],
    [{ term: '@user', translation: '@other' }],
    [{ term: '#one', translation: 'one' }],
    [{ term: ' ', translation: 'x' }],
    [{ term: 'x\ny', translation: 'x' }],
  ])('takes words and hashtags alone: %j', async ([entry], { db }) => {
    const world = await translationsWorld(db)
    expect((await writeGlossary(world, { entries: [entry] })).status).toBe(422)
  })
})

describe('what is asked', () => {
  test.for([
    { text: '', to: ['kk'] },
    { text: 'x'.repeat(5_001), to: ['kk'] },
    { text: 'a\u0001b', to: ['kk'] },
    { text: 'Привет', to: [] },
    { text: 'Привет', to: ['kk', 'kk'] },
    { text: 'Привет', to: ['kz'] },
    { text: 'Привет', to: ['kk'], from: 'RU' },
    { text: 'Привет', to: ['kk'], formality: 'polite' },
    { text: '123 456', to: ['kk'] },
  ])('is checked: %j', async (body, { db }) => {
    const { send } = await translationsWorld(db)
    expect((await send('POST', '/api/translations', body)).status).toBe(422)
  })

  test('may leave out the language of the text', async ({ db }) => {
    const { send } = await translationsWorld(db)
    const body = { text: 'Біз бүгін жаңа кафе аштық, қош келдіңіздер', to: ['de'] }
    const answer = await send('POST', '/api/translations', body)
    expect(await answer.json()).toMatchObject({ from: 'kk', data: [{ service: 'deepl' }] })
  })

  test('is for those who publish', async ({ db }) => {
    const { send } = await translationsWorld(db)
    const { person } = groupsWorld(db)
    const ask = { text: 'Привет, друзья', from: 'ru', to: ['kk'] }
    for (const [role, status] of [
      ['editor', 200],
      ['member', 403],
      ['viewer', 403],
    ] as const) {
      const { token } = await person(`${role}-t`, role)
      expect((await send('POST', '/api/translations', ask, token)).status).toBe(status)
      expect((await send('GET', '/api/translations/services', undefined, token)).status).toBe(
        status,
      )
      const glossary = { from: 'ru', to: 'kk', entries: [] }
      expect((await send('PUT', '/api/glossary', glossary, token)).status).toBe(status)
    }
  })
})

describe('characters', () => {
  test('are counted by day and service, with their price, and shown', async ({ db }) => {
    const world = await translationsWorld(db)
    await world.translate('Привет, друзья', ['de', 'no', 'sw'])
    const usage = await db.selectFrom('translation_usage').selectAll().orderBy('service').execute()
    expect(usage).toMatchObject([
      { service: 'deepl', characters: 14, cost_usd: '0.000000000' },
      { service: 'google', characters: 14, cost_usd: '0.000280000' },
      { service: 'model', characters: 14 },
    ])
    expect(Number(usage[2]?.cost_usd)).toBeGreaterThan(0)
    const metrics = await world.registry.metrics()
    expect(metrics).toContain('gramd_translated_characters_total{service="deepl"} 14')
    const services = await world.send('GET', '/api/translations/services')
    const { data } = z.object({ data: z.array(z.looseObject({})) }).parse(await services.json())
    expect(data).toMatchObject([
      {
        service: 'deepl',
        place: 1,
        is_set_up: true,
        characters: 14,
        account: { characters: 14, limit: 500_000 },
        trouble: null,
      },
      { service: 'google', characters: 14, account: null },
      { service: 'model', sources: null, targets: null, trouble: null },
    ])
    expect(data[0]?.['targets']).toEqual(expect.arrayContaining(['kk', 'en', 'pt', 'zh']))
  })

  test('of a month never pass the limit, whoever asks at once', async ({ db }) => {
    const world = await translationsWorld(db, {
      settings: {
        GRAMD_TRANSLATION_SERVICES: 'deepl,google',
        GRAMD_DEEPL_MONTHLY_CHARACTERS: '50',
      },
    })
    const texts = [
      'Доброе утро, все',
      'Добрый вечер, вы',
      'Доброй ночи, мы',
      'Доброго дня, да',
      'Всем привет, да',
    ]
    const all = await Promise.all(texts.map(async (text) => await world.translate(text, ['de'])))
    const services = all.flatMap((each) => each.map(({ service }) => service))
    expect(services.filter((service) => service === 'deepl')).toHaveLength(3)
    expect(services.filter((service) => service === 'google')).toHaveLength(2)
    // A shorter text may fit.
    expect(await world.translate('Да', ['de'])).toMatchObject([{ service: 'deepl' }])
    await world.advance(10 * DAY)
    expect(await world.translate('Новый месяц, друзья', ['de'])).toMatchObject([
      { service: 'deepl' },
    ])
  })

  test('of a refusal are given back, those of a lost answer count', async ({ db }) => {
    const world = await translationsWorld(db, {
      settings: { GRAMD_TRANSLATION_SERVICES: 'deepl,google' },
    })
    const counted = async () =>
      (
        await db
          .selectFrom('translation_usage')
          .select('characters')
          .where('service', '=', 'deepl')
          .execute()
      )[0]
    world.sim.fail({ service: 'deepl', kind: 'quota', count: 1 })
    await world.translate('Привет, друзья', ['de'])
    expect(await counted()).toEqual({ characters: 0 })
    await world.advance(61 * 60_000)
    world.sim.fail({ service: 'deepl', kind: 'reset', count: 1 })
    await world.translate('Привет, соседи', ['de'])
    expect(await counted()).toEqual({ characters: 14 })
  })

  test('what a service says of itself can fail without an error', async ({ db }) => {
    const world = await translationsWorld(db, { settings: { GRAMD_TRANSLATION_SERVICES: 'deepl' } })
    world.sim.fail({ service: 'deepl', kind: 'refused_key', alsoLists: true })
    const look = async () => await (await world.send('GET', '/api/translations/services')).json()
    expect(await look()).toMatchObject({
      data: [
        { service: 'deepl', trouble: { code: 'translation_key_refused' } },
        { place: null },
        {},
      ],
    })
    await world.send('POST', '/api/translations', { text: 'Привет', from: 'ru', to: ['de'] })
    world.sim.clear()
    expect(await look()).toMatchObject({
      data: [{ trouble: { detail: 'DeepL answered 403' } }, {}, {}],
    })
  })
})

describe('an erasure', () => {
  test('removes translations that mention the creator, and none is kept afterwards', async ({
    db,
  }) => {
    const world = await translationsWorld(db)
    const text = 'Спасибо @erase.me за чудесный вечер'
    const key = { text, from: 'ru', to: 'kk' }
    await world.translate(text, ['de', 'sw'])
    await world.send('PUT', '/api/translations', { ...key, translation: 'Рақмет, @erase.me' })
    await world.translate('Спасибо @other за вечер', ['de'])
    await executeFor(db, features, { words: ['erase.me'], usernames: ['erase.me'] })
    const left = await db.selectFrom('translations').select('text').execute()
    expect(left.map((row) => row.text)).toEqual([expect.stringContaining('@other')])
    expect(await db.selectFrom('translation_answers').select('texts').execute()).toEqual([])
  })

  test('keeps gramd from storing them again', async ({ db }) => {
    const world = await translationsWorld(db)
    await world.services.erasures.erase({ username: 'erase.me' })
    const text = 'Спасибо @erase.me за вечер'
    const [each] = await world.translate(text, ['de'])
    expect(each?.text).toContain('@erase.me')
    const put = { text, from: 'ru', to: 'kk', translation: 'Рақмет, @erase.me' }
    await world.send('PUT', '/api/translations', put)
    const left = await db.selectFrom('translations').select(['service', 'text']).execute()
    expect(left).toEqual([{ service: 'person', text: expect.not.stringContaining('erase.me') }])
  })
})
