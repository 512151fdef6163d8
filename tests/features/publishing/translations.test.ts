import { describe, expect } from 'vitest'
import { sql } from 'kysely'
import { test } from '../../fixtures/test.ts'
import { problemIn } from '../../http/kit.ts'
import { TRANSLATION_FAULT_KINDS } from '../../../sim/translation/faults.ts'
import { translateTexts } from '../../../src/features/publishing/translations/translate-texts.ts'
import { tokensOf } from '../../../src/creators/caption-tokens.ts'
import { translationsWorld } from './translations-world.ts'

/** With every kind of token, in the middle and at the ends. */
const CAPTION = `🔥 Друзья, приходите в @aspan.cafe, там новый кофе за 1 500 ₸ и скидка -20% только сегодня!
Меню и запись: https://aspan.kz/menu. Любим #алматы за горы и за утренний свет 🏔️ каждый день

Телефон +7 (701) 123-45-67, почта hi@aspan.kz
1️⃣ Первый шаг — выбрать напиток & десерт <3
#кофе #алматы #астана ☕`

const NO_KEYS = { DEEPL_API_KEY: '', GOOGLE_TRANSLATION_API_KEY: '', OPENAI_API_KEY: '' }
const only = (service: string) => ({ GRAMD_TRANSLATION_SERVICES: service })
const tokens = (text: string | null) =>
  tokensOf(text ?? '')
    .map((token) => token.text)
    .toSorted()
const SIGNAL = new AbortController().signal

describe('a caption', () => {
  test('keeps its tokens and lines by every service, with and without tags', async ({ db }) => {
    for (const [service, languages] of [
      ['deepl', ['en', 'de', 'kk', 'uz']],
      ['google', ['kk', 'tr']],
      ['model', ['kk', 'es']],
    ] as const) {
      const world = await translationsWorld(db, { settings: only(service) })
      for (const each of await world.translate(CAPTION, languages)) {
        expect(each, each.language).toMatchObject({
          service,
          flags: [],
          cached: false,
          error: null,
        })
        expect(tokens(each.text)).toEqual(tokens(CAPTION))
        expect(each.text?.split('\n')).toHaveLength(6)
        expect(each.text).toContain('& ')
        expect(each.text?.split('\n').at(-1)).toBe('#кофе #алматы #астана ☕')
        expect(each.text).not.toContain('Друзья')
      }
    }
  })

  test('is paid once', async ({ db }) => {
    const world = await translationsWorld(db)
    const [first] = await world.translate(CAPTION, ['de'])
    const sent = world.sim.requests().length
    const [second] = await world.translate(CAPTION, ['de'])
    expect(first).toMatchObject({ service: 'deepl', cached: false })
    expect(second).toEqual({ ...first, cached: true, cost_usd: 0 })
    expect(world.sim.requests()).toHaveLength(sent)
    const [other] = await world.translate(CAPTION, ['de'], { formality: 'formal' })
    expect(other).toMatchObject({ cached: false })
    expect(world.sim.requests().at(-1)?.text).toContain('"formality":"prefer_more"')
  })

  test('without words, or in its own language, asks nobody', async ({ db }) => {
    const world = await translationsWorld(db, { settings: NO_KEYS })
    const [emoji] = await world.translate('#кофе 🔥\n@aspan.cafe', ['kk'])
    expect(emoji).toMatchObject({ text: '#кофе 🔥\n@aspan.cafe', service: null, flags: [] })
    expect(await world.translate('Привет', ['ru'])).toMatchObject([{ text: 'Привет', cost_usd: 0 }])
  })

  test('has its limits checked', async ({ db }) => {
    const world = await translationsWorld(db)
    const tags = Array.from({ length: 31 }, (_, place) => `#тег${place}`).join(' ')
    const [many] = await world.translate(`Привет, город\n${tags}`, ['kk'])
    expect(many?.flags).toMatchObject([{ code: 'too_many_hashtags' }])
    world.sim.fail({ service: 'deepl', kind: 'grow' })
    const [long] = await world.translate('Привет', ['de'])
    expect(long?.flags.map(({ code }) => code)).toContain('too_long')
  })

  test('goes to the next service for languages that one does not have', async ({ db }) => {
    const world = await translationsWorld(db)
    expect(await world.translate('Привет, друзья', ['no', 'sw', 'kk'])).toMatchObject([
      { language: 'no', service: 'google' },
      { language: 'sw', service: 'model' },
      { language: 'kk', service: 'deepl' },
    ])
    const lists = world.sim.requests().filter(({ path }) => path.includes('languages'))
    await world.translate('Доброе утро, друзья', ['no', 'kk'])
    await world.advance(23 * 3_600_000)
    await world.translate('Добрый вечер, друзья', ['no', 'kk'])
    const again = () => world.sim.requests().filter(({ path }) => path.includes('languages'))
    expect(again()).toHaveLength(lists.length)
    await world.advance(2 * 3_600_000)
    await world.translate('Доброй ночи, друзья', ['kk'])
    expect(again()).toHaveLength(lists.length + 1)
  })

  test('is translated by the function that the API uses', async ({ db }) => {
    const { services } = await translationsWorld(db)
    const texts = ['Доброе утро', 'Добрый вечер']
    const all = await translateTexts(services, { texts, from: 'ru', to: ['kk', 'en'] }, SIGNAL)
    expect(all.map((each) => each.map(({ language }) => language))).toEqual([
      ['kk', 'en'],
      ['kk', 'en'],
    ])
    const stopped = translateTexts(
      services,
      { texts: ['Привет'], from: 'ru', to: ['kk'] },
      AbortSignal.abort(new Error('closing')),
    )
    await expect(stopped).rejects.toThrow('closing')
  })
})

describe('what a service breaks', () => {
  test.for([
    ['drop_tags', 1],
    ['double_tags', 1],
    ['lose_breaks', 1],
    ['add_hashtag', 1],
    ['leave_markup', 1],
    ['translate_tags', 1],
    ['words_in_tags', 1],
  ] as const)('%s: it is asked again by lines', async ([kind, again], { db }) => {
    const world = await translationsWorld(db, { settings: only('deepl') })
    world.sim.fail({ service: 'deepl', kind, count: 1 })
    const [each] = await world.translate(CAPTION, ['de'])
    expect(each).toMatchObject({ flags: [] })
    expect(tokens(each?.text ?? null)).toEqual(tokens(CAPTION))
    const asked = world.sim.requests().filter(({ path }) => path === '/v2/translate')
    expect(asked).toHaveLength(1 + again)
  })

  test('a language without tags: hashtags in a sentence are cut out when they were translated', async ({
    db,
  }) => {
    const world = await translationsWorld(db, { settings: only('deepl') })
    world.sim.fail({ service: 'deepl', kind: 'translate_hashtags' })
    const [each] = await world.translate(CAPTION, ['kk'])
    expect(each).toMatchObject({ flags: [] })
    expect(tokens(each?.text ?? null)).toEqual(tokens(CAPTION))
  })

  test.for([
    ['empty', 'empty', 'google'],
    ['echo', 'unchanged', 'deepl'],
    ['leave_markup', 'markup_left', 'deepl'],
    ['add_hashtag', 'tokens_changed', 'deepl'],
    ['wrong_language', 'wrong_language', 'deepl'],
    ['double_blanks', 'blanks_doubled', 'google'],
    ['move_tags', 'tokens_moved', 'deepl'],
  ] as const)('%s for good: a person is told', async ([kind, flag, service], { db }) => {
    const world = await translationsWorld(db, { settings: only(service) })
    world.sim.fail({ service, kind })
    const text =
      'Друзья, сегодня у @aspan.kz мы открываем новый сезон. Ждём вас на завтрак в нашем кафе'
    const [each] = await world.translate(text, ['es'])
    expect(each?.flags.map(({ code }) => code)).toContain(flag)
  })
})

describe('what a service refuses', () => {
  const REFUSED = ['rate_limit', 'quota', 'refused_key', 'bad_request', 'server_error'] as const
  const BROKEN = ['hang', 'reset', 'unusable', 'fewer_texts'] as const

  test.for([...REFUSED, ...BROKEN])('%s: the next service translates', async (kind, { db }) => {
    for (const [service, next] of [
      ['deepl', 'google'],
      ['google', 'model'],
    ] as const) {
      const order = service === 'deepl' ? 'deepl,google' : 'google,model'
      const timeoutMs = kind === 'hang' ? 1_500 : 20_000
      const world = await translationsWorld(db, { settings: only(order), timeoutMs })
      world.sim.fail({ service, kind })
      const text = `Доброе утро, друзья ${service}`
      expect(await world.translate(text, ['kk'])).toMatchObject([{ service: next, flags: [] }])
      // It is left alone for a while, unless the request was at fault.
      const sent = world.sim.requests().length
      await world.translate(`${text} ещё раз`, ['kk'])
      const more = world.sim.requests().slice(sent)
      expect(more.some((each) => each.service === service)).toBe(kind === 'bad_request')
      world.sim.clear()
      await world.advance(61 * 60_000)
      expect(await world.translate(`${text} снова`, ['kk'])).toMatchObject([{ service }])
    }
    expect(TRANSLATION_FAULT_KINDS).toContain(kind)
  })

  test('rests as long as it says, and not with another key', async ({ db }) => {
    const world = await translationsWorld(db, { settings: only('deepl,google') })
    world.sim.fail({ service: 'deepl', kind: 'rate_limit', count: 1, retryAfterSeconds: 600 })
    expect(await world.translate('Раз', ['de'])).toMatchObject([{ service: 'google' }])
    await world.advance(599_000)
    expect(await world.translate('Два слова', ['de'])).toMatchObject([{ service: 'google' }])
    const rest = await db.selectFrom('translation_services').select('rest_fault').execute()
    expect(rest).toContainEqual({ rest_fault: 'rate_limited' })
    await sql`update translation_services set fingerprint = 'of another key'`.execute(db)
    expect(await world.translate('Три слова', ['de'])).toMatchObject([{ service: 'deepl' }])
  })

  test('lists of languages fail like translations', async ({ db }) => {
    const world = await translationsWorld(db, { settings: only('deepl,google') })
    world.sim.fail({ service: 'deepl', kind: 'server_error', count: 1, alsoLists: true })
    expect(await world.translate('Привет', ['de'])).toMatchObject([{ service: 'google' }])
  })

  test('all of them: one alert, and words for the editor', async ({ db }) => {
    const world = await translationsWorld(db, { settings: only('deepl,google') })
    world.sim.fail({ service: 'deepl', kind: 'quota' })
    world.sim.fail({ service: 'google', kind: 'server_error' })
    const ask = { text: 'Привет, друзья', from: 'ru', to: ['kk', 'de'] }
    const failed = await problemIn(await world.send('POST', '/api/translations', ask))
    expect(failed).toMatchObject({ status: 503, code: 'translation_failed' })
    expect(failed.detail).toContain('DeepL answered 456')
    const again = await world.send('POST', '/api/translations', ask)
    expect(again.headers.get('retry-after')).toBe('60')
    const alerts = await db.selectFrom('notifications').select(['kind', 'cause']).execute()
    expect(alerts).toEqual([{ kind: 'translation_failing', cause: 'translation_quota_spent' }])
    expect(JSON.stringify(world.lines)).not.toContain(world.sim.deeplKey)

    await world.send('PUT', '/api/translations', { ...ask, to: 'kk', translation: 'Сәлем, достар' })
    expect(await world.translate('Привет, друзья', ['kk', 'de'])).toMatchObject([
      { text: 'Сәлем, достар', corrected: true, error: null },
      { text: null, error: { code: 'translation_failed' } },
    ])
  })

  test('a stopping process waits for nobody', async ({ db }) => {
    const { sim, services } = await translationsWorld(db, { settings: only('deepl,google') })
    sim.fail({ service: 'deepl', kind: 'hang' })
    const stop = new AbortController()
    const request = { texts: ['Привет, друзья'], from: 'ru', to: ['de', 'fr'] }
    const translating = translateTexts(services, request, stop.signal)
    const asked = () => sim.requests().filter(({ path }) => path === '/v2/translate')
    await expect.poll(asked).not.toEqual([])
    stop.abort(new Error('closing'))
    await expect(translating).rejects.toThrow('closing')
    const rests = await db.selectFrom('translation_services').select('rest_fault').execute()
    expect(rests).toEqual([{ rest_fault: null }])
  })

  test('the model: no money, a hold and a refusal', async ({ db }) => {
    const poor = await translationsWorld(db, {
      settings: { ...only('model'), GRAMD_OPENAI_DAILY_BUDGET_USD: '0.0000001' },
    })
    const ask = { text: 'Привет, друзья', from: 'ru', to: ['kk'] }
    const send = async ({ send: sendIn }: typeof poor) =>
      await problemIn(await sendIn('POST', '/api/translations', ask))
    expect((await send(poor)).detail).toContain('GRAMD_OPENAI_DAILY_BUDGET_USD')
    const world = await translationsWorld(db, { settings: only('model') })
    world.openai.control.addFault({ on: 'row', kind: 'refusal' })
    expect((await send(world)).detail).toContain('did not translate')
    world.openai.control.clearFaults()
    expect(await world.translate('Привет, друзья', ['kk'])).toMatchObject([{ service: 'model' }])
  })

  test('the model: another number of texts, and an answer that was paid already', async ({
    db,
  }) => {
    let said: unknown = { texts: ['бір', 'екі'] }
    const world = await translationsWorld(db, { settings: only('model'), script: () => said })
    const ask = { text: 'Привет, друзья', from: 'ru', to: ['kk'] }
    const answer = await world.send('POST', '/api/translations', ask)
    expect((await problemIn(answer)).detail).toContain('another number of texts')
    said = { texts: ['Сәлем, достар'] }
    const [first] = await world.translate('Привет, друзья', ['kk'])
    expect(first?.cost_usd).toBeGreaterThan(0)
    await db.deleteFrom('translations').execute()
    const [second] = await world.translate('Привет, друзья', ['kk'])
    expect(second).toEqual({ ...first, cost_usd: 0 })
  })

  test('nothing is set up', async ({ db }) => {
    const world = await translationsWorld(db, { settings: NO_KEYS })
    const ask = { text: 'Привет', from: 'ru', to: ['kk'] }
    const answer = await problemIn(await world.send('POST', '/api/translations', ask))
    expect(answer).toMatchObject({ status: 503, code: 'not_configured' })
    expect(await db.selectFrom('notifications').select('id').execute()).toEqual([])
  })
})
