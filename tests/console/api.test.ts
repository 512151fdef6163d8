import { z } from 'zod'
import { createApiClient, operationRoutes, type Sent } from '../../src/console/api.ts'
import { problemIn, type ProblemError } from '../../src/console/user-client.ts'
import { expect, test } from '../fixtures/test.ts'
import { API_KEY, init } from '../http/kit.ts'
import { wholeApi } from '../openapi/whole-app.ts'

type Db = Parameters<typeof wholeApi>[0]['db']

/** The client of pages, as the operator. */
function aClient(db: Db) {
  const app = wholeApi({ db, apiKey: API_KEY })
  return createApiClient(operationRoutes(app), async (route: string, sent: Sent) => {
    const [method = '', path = ''] = route.split(' ')
    const headers = sent.ifMatch === undefined ? {} : { 'if-match': sent.ifMatch }
    const json = sent.body === undefined ? {} : { json: sent.body }
    const answer = await app.request(path, init(method, { ...json, headers }), { isInternal: true })
    if (answer.status >= 400) throw await problemIn(answer, 'en')
    return answer
  })
}

test('a page reads a version, changes it, and is shown what a colleague has made', async ({
  db,
}) => {
  const api = aClient(db)
  const { id } = await api.call('createProject', { body: { name: 'Shoes', note: null } })
  const params = { id }
  const form = await api.versioned('getProject', { params })
  const ifMatch = form.version ?? ''
  await api.call('updateProject', { params, body: { note: 'By a colleague' } })

  const refused = await api
    .call('updateProject', { params, body: { name: 'Boots' }, ifMatch })
    .then(() => null)
    .catch((error: unknown) => error as ProblemError)
  expect(refused?.problem).toMatchObject({ status: 412, code: 'precondition_failed' })
  expect(refused?.present?.row).toMatchObject({ name: 'Shoes', note: 'By a colleague' })

  const { answer, version } = await api.versioned('updateProject', {
    params,
    body: { name: 'Boots' },
    ifMatch: z.string().parse(refused?.present?.version),
  })
  expect(answer).toMatchObject({ name: 'Boots', note: 'By a colleague' })
  expect(version).not.toBe(ifMatch)
  expect((await api.versioned('getProject', { params })).version).toBe(version)
})

test('a refusal without a row is a problem as well', async ({ db }) => {
  const refused = await aClient(db)
    .call('getProject', { params: { id: '0198c0de-0000-7000-8000-000000000000' } })
    .then(() => null)
    .catch((error: unknown) => error as ProblemError)
  expect(refused?.problem).toMatchObject({ status: 404, code: 'not_found' })
  expect(refused?.present).toBeNull()
})
