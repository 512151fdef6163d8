import { z } from 'zod'
import { expect, testOnSharedDatabase as test } from '../../fixtures/test.ts'
import { API_KEY, problemIn } from '../../http/kit.ts'
import { sent } from '../../cli/sent.ts'
import { aPerson, aPost, aProject, aVersion, projectsApi } from './kit.ts'

const Page = z.object({
  data: z.array(z.looseObject({ name: z.string().optional(), number: z.int().optional() })),
  next_cursor: z.string().nullable(),
})

test('a project is its owner’s; an admin sees it with its owner, others do not', async ({ db }) => {
  const all = projectsApi(db)
  const [dana, erlan, boss] = [
    await aPerson(db, 'dana'),
    await aPerson(db, 'erlan'),
    await aPerson(db, 'boss', 'admin'),
  ]
  const id = await aProject(all, dana.token, ' Spring  shoes ')
  const path = `/api/projects/${id}`

  const seen = await all.send('GET', path, { token: boss.token })
  expect(await seen.json()).toMatchObject({
    name: 'Spring  shoes',
    owner: { login: 'dana' },
    versions: 0,
    newest_version: null,
  })
  const foreign = [
    await all.send('GET', path, { token: erlan.token }),
    await all.send('PATCH', path, { token: erlan.token, json: { name: 'Mine' } }),
    await all.send('DELETE', path, { token: erlan.token }),
    await all.send('GET', `${path}/versions`, { token: erlan.token }),
    await all.send('POST', `${path}/versions`, { token: erlan.token, json: {} }),
  ]
  expect(foreign.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404])
  const names = async (token: string) =>
    Page.parse(await (await all.send('GET', '/api/projects?q=SHOE', { token })).json()).data.map(
      ({ name }) => name,
    )
  expect([await names(dana.token), await names(erlan.token), await names(API_KEY)]).toEqual([
    ['Spring  shoes'],
    [],
    ['Spring  shoes'],
  ])
})

test('versions count from one, never twice, and are listed from the newest, page by page', async ({
  db,
}) => {
  const all = projectsApi(db)
  const { token } = await aPerson(db, 'counts')
  const id = await aProject(all, token)
  const versions = `/api/projects/${id}/versions`
  await aVersion(all, token, id, { script: 'Hello', predicted: { views: 10, retention: 0.5 } })
  await aVersion(all, token, id)
  const removed = await all.send('DELETE', `${versions}/v2`, { token })
  const third = await all.send('POST', versions, { token, json: { title: 'Shorter' } })

  expect(removed.status).toBe(204)
  expect(await third.json()).toMatchObject({
    number: 3,
    tag: expect.stringMatching(/^#gramd[a-z2-9]{6}$/),
    posts: 0,
  })
  const first = Page.parse(await (await all.send('GET', `${versions}?limit=1`, { token })).json())
  const next = `${versions}?limit=1&cursor=${first.next_cursor}`
  const second = Page.parse(await (await all.send('GET', next, { token })).json())
  expect([first.data[0]?.number, second.data[0]?.number, second.next_cursor]).toEqual([3, 1, null])
  const byNumber = await all.send('GET', `${versions}/1`, { token })
  expect(await byNumber.json()).toMatchObject({ predicted: { views: 10, retention: 0.5 } })
})

test('what is no metric, no share and no name is refused by field', async ({ db }) => {
  const all = projectsApi(db)
  const { token } = await aPerson(db, 'faulty')
  const id = await aProject(all, token)
  const fields = async (path: string, json: object) => {
    const answer = await all.send('POST', path, { token, json })
    return [answer.status, ...(await problemIn(answer)).errors.map(({ field }) => field)]
  }

  expect(await fields('/api/projects', { name: ' \n ' })).toEqual([422, 'name'])
  const predicted = { views: -1, retention: 45, fame: 3 }
  expect(await fields(`/api/projects/${id}/versions`, { predicted })).toEqual([
    422,
    'predicted.views',
    'predicted.retention',
    'predicted.fame',
  ])
})

test('a version with a bound post keeps its prediction, and everything else may change', async ({
  db,
}) => {
  const all = projectsApi(db)
  const { id: ownerId, token } = await aPerson(db, 'bound')
  const id = await aProject(all, token)
  const version_id = await aVersion(all, token, id, { predicted: { views: 10 } })
  await db
    .insertInto('bindings')
    .values({ version_id, media_id: await aPost(db, { ownerId }), kind: 'manual' })
    .execute()
  const path = `/api/projects/${id}/versions/v1`
  const change = async (json: object) => await all.send('PATCH', path, { token, json })

  const refused = await change({ predicted: { views: 11 } })
  expect([refused.status, (await problemIn(refused)).code]).toEqual([409, 'prediction_kept'])
  const same = await change({ predicted: { views: 10 }, script: 'New words', length_seconds: 30 })
  expect(await same.json()).toMatchObject({
    script: 'New words',
    predicted: { views: 10 },
    posts: 1,
  })
  const removed = await all.send('DELETE', path, { token })
  expect([removed.status, (await problemIn(removed)).errors[0]?.field]).toEqual([409, 'version'])
})

test('the commands send what was typed: shares as per cent, and an empty text to take away', async () => {
  const [create] = await sent('projects add-version', ['P'], {
    predicted: 'views=12000, retention=45%',
    length: '30',
    title: '',
  })
  expect(create).toEqual({
    method: 'POST',
    path: '/api/projects/P/versions',
    body: { title: null, length_seconds: 30, predicted: { views: 12_000, retention: 0.45 } },
  })
  expect(await sent('projects delete-version', ['P', 'v2'])).toEqual([
    { method: 'DELETE', path: '/api/projects/P/versions/v2' },
  ])
  expect(await sent('projects performance', ['P'], { language: 'ru', limit: '5' })).toEqual([
    { method: 'GET', path: '/api/projects/P/performance?language=ru&limit=5' },
  ])
  expect(await sent('projects bind', ['P', 'v2', '179'])).toMatchObject([
    { method: 'GET', path: '/api/projects/P/versions/v2' },
    { method: 'POST', path: '/api/ig/bind', body: { projectId: 'P', igMediaId: '179' } },
  ])
  expect(await sent('projects unbind', ['B'])).toEqual([
    { method: 'DELETE', path: '/api/ig/bind/B' },
  ])
  await expect(sent('projects add-version', ['P'], { predicted: 'views' })).rejects.toThrow(
    'expected METRIC=N',
  )
})
