import { faultText } from '../../../src/console/words/faults.ts'
import { Problem } from '../../../src/http/router.ts'
import { describe, expect, test } from '../../fixtures/test.ts'
import { codedErrorsIn, problemIn } from '../../http/kit.ts'
import { aBlog } from '../blogs/a-blog.ts'
import { aCampaign, api } from './kit.ts'

const WINTER = {
  name: 'Botam winter',
  client: 'Botam',
  handles: ['@BotamKids', 'https://www.instagram.com/botam.kz/'],
  mentions: [],
  hashtags: ['#BotamҚыс'],
  links: ['https://www.botam.example/qys/?utm=1'],
  codes: [{ code: 'aigul10' }],
  starts_at: '2026-11-16',
  ends_at: '2026-12-06',
  time_zone: 'Asia/Almaty',
}

describe('a campaign', () => {
  test('is a list with a window in days of its time zone', async ({ db }) => {
    const { send } = api(db)
    const made = await aCampaign(api(db), WINTER)

    expect(made).toMatchObject({
      handles: ['botamkids', 'botam.kz'],
      hashtags: ['botamқыс'],
      links: ['botam.example/qys'],
      codes: [{ code: 'AIGUL10', blog: null }],
      starts_at: '2026-11-15T19:00:00.000Z',
      ends_at: '2026-12-06T19:00:00.000Z',
      starts_on: '2026-11-16',
      ends_on: '2026-12-06',
      days: 21,
      creators: 0,
      disclosures: { label: false, words: {} },
    })
    expect(await (await send('GET', `/api/lists/${made.id}`)).json()).toMatchObject({
      name: 'Botam winter',
      is_campaign: true,
      ends_at: '2026-12-06T19:00:00.000Z',
    })
    const page: unknown = await (await send('GET', '/api/campaigns')).json()
    expect(page).toMatchObject({ data: [{ id: made.id }], next_cursor: null })
  })

  test('of gramd 1.0 has no set-up yet, and its end', async ({ db }) => {
    const { send } = api(db)
    const json = { name: 'Old', is_campaign: true, ends_at: '2026-12-01T00:00:00Z' }
    await send('POST', '/api/lists', { json })

    expect(await (await send('GET', '/api/campaigns/Old')).json()).toMatchObject({
      starts_at: null,
      ends_at: '2026-12-01T00:00:00.000Z',
      handles: [],
      time_zone: 'UTC',
    })
  })

  test('is what a list becomes that is changed into one; no other list is one', async ({ db }) => {
    const { send } = api(db)
    await send('POST', '/api/lists', { json: { name: 'Plain' } })
    expect((await send('GET', '/api/campaigns/Plain')).status).toBe(404)

    const json = { hashtags: ['winter'], starts_at: '2026-11-16T00:00:00Z' }
    const changed = await send('PATCH', '/api/campaigns/Plain', { json })
    expect(await changed.json()).toMatchObject({ hashtags: ['winter'], handles: [] })
    const again = await send('PATCH', '/api/campaigns/Plain', { json: { client: 'Botam' } })
    expect(await again.json()).toMatchObject({ hashtags: ['winter'], client: 'Botam' })
  })

  test('is not changed by who has read an older version', async ({ db }) => {
    const { send } = api(db)
    await aCampaign(api(db), WINTER)
    const etag = (await send('GET', '/api/campaigns/Botam winter')).headers.get('etag') ?? ''
    const change = async (client: string) =>
      await send('PATCH', '/api/campaigns/Botam winter', {
        json: { client },
        headers: { 'if-match': etag },
      })

    expect((await change('One')).status).toBe(200)
    expect((await change('Two')).status).toBe(412)
  })
})

describe('bad input is refused at its field, and nothing of it is stored', () => {
  test.for([
    ['handles.0', 'not_a_username', { handles: ['not a name'] }],
    ['mentions.0', 'not_a_username', { mentions: ['https://www.instagram.com/p/Cabc123/'] }],
    ['hashtags.0', 'not_a_hashtag', { hashtags: ['#two words'] }],
    ['links.0', 'not_a_url', { links: ['no address'] }],
    ['time_zone', 'not_a_time_zone', { time_zone: 'Asia/Botam' }],
    ['ends_at', 'ends_early', { starts_at: '2026-12-06', ends_at: '2026-12-05' }],
    [
      'ends_at',
      'ends_early',
      { starts_at: '2026-12-06T10:00:00Z', ends_at: '2026-12-06T10:00:00Z' },
    ],
    ['starts_at', 'not_a_day', { starts_at: 'soon' }],
    ['codes.0.code', 'not_a_promo_code', { codes: [{ code: 'two words' }] }],
    ['codes.1.code', 'given_twice', { codes: [{ code: 'TWICE' }, { code: 'twice' }] }],
    ['codes.0.blog', 'unknown_creator', { codes: [{ code: 'OWN', blog: 'unknown.creator' }] }],
    ['disclosures.words.kz', 'not_a_country', { disclosures: { words: { kz: ['реклама'] } } }],
    ['daily_requests', 'too_low', { daily_requests: 0 }],
  ] as const)('%s is %s: %j', async ([field, code, json], { db }) => {
    const { send } = api(db)
    const response = await send('POST', '/api/campaigns', { json: { name: 'Bad', ...json } })

    expect(response.status).toBe(422)
    expect(await codedErrorsIn(response)).toContainEqual(expect.objectContaining({ field, code }))
    expect(await (await send('GET', '/api/lists')).json()).toMatchObject({ data: [] })
  })

  test('a window that is moved to end before it begins', async ({ db }) => {
    const { send } = api(db)
    await aCampaign(api(db), WINTER)
    const json = { client: 'Other', starts_at: '2026-12-07' }
    const response = await send('PATCH', '/api/campaigns/Botam winter', { json })

    expect(response.status).toBe(422)
    expect(await (await send('GET', '/api/campaigns/Botam winter')).json()).toMatchObject({
      client: 'Botam',
      starts_on: '2026-11-16',
    })
  })

  test('a code of two campaigns whose windows overlap, with the name of the other', async ({
    db,
  }) => {
    const { send } = api(db)
    await aCampaign(api(db), WINTER)
    const second = { ...WINTER, name: 'Second', ends_at: null }
    const refused = await send('POST', '/api/campaigns', { json: second })

    expect(refused.status).toBe(422)
    const errors = await codedErrorsIn(refused)
    expect(errors).toMatchObject([
      {
        field: 'codes.0.code',
        reason: "AIGUL10 is a code of the campaign 'Botam winter'",
        code: 'code_taken',
        candidates: [{ name: 'Botam winter' }],
      },
    ])
    expect(faultText('ru', Problem.shape.errors.unwrap().element.parse(errors[0]))).toContain(
      'есть у кампании «Botam winter»',
    )
    const later = { ...second, starts_at: '2026-12-07' }
    const { id } = await aCampaign(api(db), later)
    const moved = await send('PATCH', `/api/campaigns/${id}`, { json: { starts_at: '2026-12-06' } })
    expect(moved.status).toBe(422)
  })
})

test('a change of the list is checked as a change of its campaign', async ({ db }) => {
  const { send } = api(db)
  const first = await aCampaign(api(db), {
    name: 'First',
    starts_at: '2026-11-01T00:00:00Z',
    ends_at: '2026-11-10T00:00:00Z',
    codes: [{ code: 'AIGUL10' }],
  })
  await aCampaign(api(db), {
    name: 'Second',
    starts_at: '2026-11-12T00:00:00Z',
    ends_at: '2026-11-20T00:00:00Z',
    codes: [{ code: 'AIGUL10' }],
  })
  for (const [ends_at, reason] of [
    ['2026-10-31T00:00:00Z', 'the window would end before it begins'],
    ['2026-11-15T00:00:00Z', "AIGUL10 is a code of the campaign 'Second'"],
    [null, "AIGUL10 is a code of the campaign 'Second'"],
  ]) {
    const refused = await send('PATCH', `/api/lists/${first.id}`, { json: { ends_at } })
    expect(refused.status).toBe(422)
    expect(await problemIn(refused)).toMatchObject({ errors: [{ field: 'ends_at', reason }] })
  }
  const list = await (await send('GET', `/api/lists/${first.id}`)).json()
  expect(list).toMatchObject({ ends_at: '2026-11-10T00:00:00.000Z' })
  const changed = await send('PATCH', `/api/lists/${first.id}`, {
    json: { ends_at: '2026-11-12T00:00:00Z' },
  })
  expect(changed.status).toBe(200)
})

test('codes may be those of one creator', async ({ db }) => {
  await aBlog(db, 'aigul_ana_blog')
  const codes = [{ code: 'AIGUL10', blog: '@Aigul_ana_blog' }]

  expect(await aCampaign(api(db), { name: 'Own codes', codes })).toMatchObject({
    codes: [{ code: 'AIGUL10', blog: 'aigul_ana_blog' }],
  })
})
