import { describe, expect, test } from '../fixtures/test.ts'
import { NoSuchRecordError } from '../../src/base/errors.ts'
import { describeApi } from '../../src/http/description/openapi.ts'
import { mountOperations } from '../../src/http/operations/mount.ts'
import { operationsFor } from '../../src/http/operations/verbs.ts'
import { editedFields } from '../../src/http/operations/version.ts'
import { integerText, pageOf } from '../../src/http/pagination.ts'
import {
  json,
  multipartBody,
  problem,
  rawBody,
  Timestamp,
  z,
  type Router,
} from '../../src/http/router.ts'
import { anApi, problemIn } from './kit.ts'

type Cup = { id: number; name: string; made_at: Date }
type Shop = { cups: Map<number, Cup>; supplier: string }

const operation = operationsFor<Shop>()

const CupView = z.object({ id: z.int(), name: z.string(), made_at: Timestamp }).openapi('Cup')
const CupParams = z.strictObject({ id: integerText({ min: 1, max: 1_000_000 }) })
const NewCup = z.strictObject({ name: z.string().min(1) }).openapi('NewCup')
const version = editedFields(NewCup)
const shared = { access: 'lists:read', params: CupParams } as const

const MADE_AT = new Date('2026-05-01T10:00:00Z')

const find = ({ cups }: Shop, id: number): Cup => {
  const cup = cups.get(id)
  if (!cup) throw new NoSuchRecordError(`no cup ${id}`)
  return cup
}

function paintings({ supplier }: Shop) {
  return multipartBody({
    files: { painting: { maxBytes: supplier.length, types: ['image/png'] } },
  })
}

const operations = {
  listCups: operation.list({
    path: '/api/cups',
    access: 'lists:read',
    summary: 'Cups',
    filter: { name: z.string().optional() },
    hasOffset: true,
    answer: pageOf(CupView),
    success: 'A page of cups',
    key: z.tuple([z.int()]),
    run: async ({ query, page }, { cups }) => {
      const all = [...cups.values()].filter(({ name }) => name === (query.name ?? name))
      const from = (page.after?.[0] ?? 0) + (page.offset ?? 0)
      return await Promise.resolve(
        page.cut(all.filter(({ id }) => id > from).slice(0, page.take), ({ id }) => [id]),
      )
    },
  }),
  createCup: operation.create({
    path: '/api/cups',
    access: 'lists:write',
    summary: 'Make a cup',
    body: NewCup,
    answer: CupView,
    success: 'The cup',
    refusals: { 409: { name_taken: 'The name is taken', shelf_full: 'There is no room' } },
    version,
    run: async ({ body }, { cups }) => {
      const cup = { id: cups.size + 1, ...body, made_at: MADE_AT }
      cups.set(cup.id, cup)
      return await Promise.resolve(cup)
    },
  }),
  nameCups: operation.create({
    path: '/api/cups/names',
    access: 'lists:write',
    summary: 'Add a name for cups',
    body: NewCup,
    answer: NewCup,
    success: 'The name',
    location: (_, { body }) => `/api/cups/names/${encodeURIComponent(body.name)}`,
    run: async ({ body }) => await Promise.resolve(body),
  }),
  getCup: operation.get({
    ...shared,
    path: '/api/cups/{id}',
    summary: 'One cup',
    answer: CupView,
    success: 'The cup',
    version,
    run: async ({ params }, shop) => await Promise.resolve(find(shop, params.id)),
  }),
  updateCup: operation.update({
    ...shared,
    path: '/api/cups/{id}',
    access: 'lists:write',
    summary: 'Change a cup',
    body: NewCup,
    answer: CupView,
    success: 'The cup',
    refusals: { 404: 'No such cup' },
    version,
    run: async ({ params, body }, shop, { requireMatch }) => {
      const cup = find(shop, params.id)
      await requireMatch(async () => await Promise.resolve(cup))
      return Object.assign(cup, body)
    },
  }),
  deleteCup: operation.remove({
    ...shared,
    path: '/api/cups/{id}',
    access: 'lists:write',
    summary: 'Remove a cup',
    run: async ({ params }, { cups }) => await Promise.resolve(cups.delete(params.id)),
  }),
  fillCup: operation.act({
    ...shared,
    path: '/api/cups/{id}/fill',
    access: 'lists:write',
    summary: 'Fill a cup',
    success: 'Filled',
    run: async ({ params }, shop) => await Promise.resolve(find(shop, params.id)),
  }),
  engraveCup: operation.act({
    path: '/api/cups/engrave',
    access: 'lists:write',
    summary: 'Engrave a secret',
    status: 201,
    answer: z.object({ secret: z.string() }),
    success: 'The secret',
    hasSecret: true,
    run: async (_, { cups }) => await Promise.resolve({ secret: `s${cups.size}` }),
  }),
  washCups: operation.act({
    path: '/api/cups/wash',
    access: 'lists:write',
    method: 'put',
    status: 202,
    summary: 'Wash cups',
    body: { schema: z.strictObject({ ids: z.array(z.int()).optional() }), required: false },
    answer: z.object({ by: z.string(), ids: z.array(z.int()) }),
    success: 'It begins',
    run: async ({ body }, _, { principal }) =>
      await Promise.resolve({ by: principal.name, ids: body.ids ?? [] }),
  }),
  orderCups: operation.act({
    path: '/api/cups/orders',
    access: 'lists:write',
    status: 202,
    summary: 'Order cups',
    body: z.strictObject({ count: z.int() }),
    answer: z.object({ order: z.int() }),
    success: 'The order',
    location: ({ order }, { body }) => `/api/cups/orders/${order}?count=${body.count}`,
    run: async () => await Promise.resolve({ order: 7 }),
  }),
  paintCup: operation.create({
    path: '/api/cups/paintings',
    access: 'lists:write',
    summary: 'Make a cup with a painting, or a plain one',
    body: z.strictObject({ name: z.string().default('plain') }),
    files: paintings,
    answer: z.object({ id: z.int(), name: z.string() }),
    success: 'The cup',
    run: async ({ body }, _, { http }) => {
      const painting = http.get('upload')?.files['painting']
      return await Promise.resolve({ id: 8, name: painting ? `${painting.bytes} B` : body.name })
    },
  }),
  glazeCup: operation.act({
    ...shared,
    path: '/api/cups/{id}/glaze',
    access: 'lists:write',
    summary: 'Glaze a cup',
    files: paintings,
    answer: z.object({ bytes: z.int() }),
    success: 'The size of the painting',
    run: async (_input, _shop, { http }) =>
      await Promise.resolve({ bytes: http.get('upload')?.files['painting']?.bytes ?? 0 }),
  }),
  receiveCup: operation.raw({
    method: 'post',
    path: '/api/cups/deliveries',
    access: {
      signature: ({ supplier }) => ({
        hasForm: (c) => c.req.header('x-signature') !== undefined,
        isValid: (pieces, c) =>
          c.req.header('x-signature') === `${supplier} ${Buffer.concat(pieces).toString()}`,
      }),
      maxBytes: 100,
    },
    summary: 'Receive a cup',
    body: rawBody('text/plain', { maxBytes: 100, schema: { type: 'string' } }),
    responses: { 204: { description: 'Received' }, 401: problem('The signature is not valid') },
    run: async (_, { cups }, { http }) => {
      const name = await http.req.text()
      cups.set(cups.size + 1, { id: cups.size + 1, name, made_at: MADE_AT })
      return http.body(null, 204)
    },
  }),
  orderCup: operation.raw({
    access: 'lists:write',
    method: 'post',
    path: '/api/cups/order',
    summary: 'Order a cup by a form',
    form: { schema: z.object({ name: z.string().min(1) }), maxBytes: 64 },
    responses: { 200: { description: 'The name', content: { 'text/plain': {} } } },
    run: async ({ body }, _, { http }) => await Promise.resolve(http.text(body.name)),
  }),
  tasteCup: operation.get({
    ...shared,
    path: '/api/cups/{id}/taste',
    summary: 'How a cup tastes to who says so in a header',
    headers: z.object({ 'x-sugar': z.enum(['yes', 'no']).optional() }),
    answer: z.object({ taste: z.string() }),
    success: 'The taste',
    run: async (_, __, { http }) =>
      await Promise.resolve({ taste: http.req.header('x-sugar') === 'yes' ? 'sweet' : 'plain' }),
  }),
  weighCup: operation.raw({
    access: 'lists:write',
    method: 'post',
    path: '/api/cups/weights',
    summary: 'Weigh a text',
    body: ({ supplier }) =>
      rawBody('text/plain', {
        maxBytes: supplier === 'Glass' ? 5 : 100,
        schema: { type: 'string' },
      }),
    responses: { 200: { description: 'Its bytes', content: { 'text/plain': {} } } },
    run: async (_, __, { http }) => http.text(String((await http.req.text()).length)),
  }),
  drawCup: operation.raw({
    ...shared,
    method: 'get',
    path: '/api/cups/{id}/drawing',
    summary: 'A drawing',
    query: z.strictObject({ wide: z.string().optional() }),
    headers: z.object({ 'x-ink': z.string().optional().openapi({ description: 'A colour' }) }),
    responses: { 200: { description: 'The drawing', content: { 'text/plain': {} } } },
    run: async ({ params, query }, shop, { http }) =>
      await Promise.resolve(
        http.text(
          [find(shop, params.id).name, query.wide ?? 'narrow', http.req.header('x-ink')].join(' '),
        ),
      ),
  }),
}

const aShop = (supplier = 'Ceramics'): Shop => ({ cups: new Map(), supplier })

const mount = (shop: Shop = aShop()): Router => mountOperations(shop, operations)

async function withCups(db: Parameters<typeof anApi>[0], ...names: string[]) {
  const api = anApi(db, [mount()])
  for (const name of names) await api.send('POST', '/api/cups', { json: { name } })
  return api
}

const CupPage = z.object({
  data: z.array(z.looseObject({ id: z.number(), name: z.string() })),
  next_cursor: z.string().nullable(),
  has_more: z.boolean(),
})

describe('an operation', () => {
  test('answers with the status of its verb', async ({ db }) => {
    const { send } = await withCups(db)

    const made = await send('POST', '/api/cups', { json: { name: 'tea' } })
    expect([made.status, made.headers.get('location')]).toEqual([201, '/api/cups/1'])
    expect(await made.json()).toEqual({ id: 1, name: 'tea', made_at: '2026-05-01T10:00:00.000Z' })

    const named = await send('POST', '/api/cups/names', { json: { name: 'my cup' } })
    expect([named.status, named.headers.get('location')]).toEqual([201, '/api/cups/names/my%20cup'])

    const changed = await send('PATCH', '/api/cups/1', { json: { name: 'coffee' } })
    expect([changed.status, await changed.json()]).toMatchObject([200, { name: 'coffee' }])
    expect((await send('POST', '/api/cups/1/fill')).status).toBe(204)
    const inked = await send('GET', '/api/cups/1/drawing?wide=yes', { headers: { 'x-ink': 'red' } })
    expect(await inked.text()).toBe('coffee yes red')
    expect((await send('DELETE', '/api/cups/1')).status).toBe(204)
    expect((await problemIn(await send('GET', '/api/cups/1'))).status).toBe(404)

    const washed = await send('PUT', '/api/cups/wash', { json: { ids: [1] } })
    expect([washed.status, await washed.json()]).toMatchObject([202, { ids: [1] }])
    expect(await (await send('PUT', '/api/cups/wash')).json()).toMatchObject({ ids: [] })
  })

  test('with a secret in its answer is done again for the same Idempotency-Key', async ({ db }) => {
    const { send } = await withCups(db)
    const headers = { 'idempotency-key': 'twice' }
    const engraved = async () => await send('POST', '/api/cups/engrave', { headers })

    const first = await engraved()
    await send('POST', '/api/cups', { json: { name: 'tea' } })
    expect([first.status, await first.json()]).toEqual([201, { secret: 's0' }])
    expect(await (await engraved()).json()).toEqual({ secret: 's1' })
  })

  test('tells where what it began is', async ({ db }) => {
    const { send } = anApi(db, [mount()])

    const begun = await send('POST', '/api/cups/orders', { json: { count: 3 } })
    expect([begun.status, begun.headers.get('location')]).toEqual([
      202,
      '/api/cups/orders/7?count=3',
    ])
    const washed = await send('PUT', '/api/cups/wash')
    expect(washed.headers.get('location')).toBeNull()
  })

  test('checks a signature with what its services have', async ({ db }) => {
    const shop = aShop('Glass')
    const { send } = anApi(db, [mount(shop)])
    const deliver = async (signature: string) =>
      await send('POST', '/api/cups/deliveries', {
        body: 'mug',
        headers: { 'content-type': 'text/plain', 'x-signature': signature },
      })

    expect((await deliver('Ceramics mug')).status).toBe(401)
    expect([...shop.cups.keys()]).toEqual([])
    expect((await deliver('Glass mug')).status).toBe(204)
    expect(shop.cups.get(1)?.name).toBe('mug')
  })

  test('takes the fields of a form, and refuses others and a longer one', async ({ db }) => {
    const { send } = await withCups(db)
    const order = async (body: string) =>
      await send('POST', '/api/cups/order', {
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body,
      })

    expect(await (await order('name=green+tea')).text()).toBe('green tea')
    const { status, errors } = await problemIn(await order('name='))
    expect([status, errors.map(({ field }) => field)]).toEqual([422, ['name']])
    expect((await order(`name=${'x'.repeat(64)}`)).status).toBe(413)
  })

  test('checks the headers that it reads', async ({ db }) => {
    const { send } = await withCups(db, 'tea')
    const taste = async (headers: Record<string, string>) =>
      await send('GET', '/api/cups/1/taste', { headers })

    expect(await (await taste({ 'x-sugar': 'yes' })).json()).toEqual({ taste: 'sweet' })
    expect(await (await taste({})).json()).toEqual({ taste: 'plain' })
    expect((await problemIn(await taste({ 'x-sugar': 'much' }))).status).toBe(422)
  })

  test('takes a body within the limit that its services set', async ({ db }) => {
    const weigh = async (supplier: string) =>
      await anApi(db, [mount(aShop(supplier))]).send('POST', '/api/cups/weights', {
        headers: { 'content-type': 'text/plain' },
        body: 'eight...',
      })

    expect(await (await weigh('Ceramics')).text()).toBe('8')
    expect((await weigh('Glass')).status).toBe(413)
    const { paths } = describeApi(mount(), '1')
    expect(paths?.['/api/cups/weights']?.post?.requestBody).toMatchObject({
      content: { 'text/plain': { schema: { type: 'string' } } },
    })
  })

  test('takes files, limited by what its services say, or else its body', async ({ db }) => {
    const { send } = anApi(db, [mount(aShop('Glass'))])
    const paint = async (method: string, path: string, bytes: number) => {
      const body = new FormData()
      body.append('painting', new Blob(['x'.repeat(bytes)], { type: 'image/png' }), 'tea.png')
      return await send(method, path, { body })
    }

    const painted = await paint('POST', '/api/cups/paintings', 5)
    expect([painted.status, painted.headers.get('location')]).toEqual([
      201,
      '/api/cups/paintings/8',
    ])
    expect(await painted.json()).toEqual({ id: 8, name: '5 B' })
    const plain = await send('POST', '/api/cups/paintings', { json: {} })
    expect(await plain.json()).toEqual({ id: 8, name: 'plain' })
    const glazed = await paint('POST', '/api/cups/1/glaze', 4)
    expect([glazed.status, await glazed.json()]).toEqual([200, { bytes: 4 }])
    expect((await paint('POST', '/api/cups/1/glaze', 6)).status).toBe(413)
    expect((await send('POST', '/api/cups/1/glaze', { json: {} })).status).toBe(415)
  })

  test('refuses what its schemas do not take, naming the field', async ({ db }) => {
    const { send } = await withCups(db, 'tea')

    const faults = async (response: Response) =>
      (await problemIn(response)).errors.map(({ field }) => field)
    expect(await faults(await send('GET', '/api/cups/tea'))).toEqual(['id'])
    expect(await faults(await send('PATCH', '/api/cups/1', { json: { name: '' } }))).toEqual([
      'name',
    ])
    expect(await faults(await send('GET', '/api/cups?colour=red'))).toEqual(['colour'])
    expect(await faults(await send('GET', '/api/cups?cursor=WyJhIl0'))).toEqual(['cursor'])
  })

  test('lists page by page, by cursor or by offset', async ({ db }) => {
    const { send } = await withCups(db, 'a', 'b', 'a', 'a')
    const page = async (query: string) =>
      CupPage.parse(await (await send('GET', `/api/cups?${query}`)).json())

    const first = await page('name=a&limit=2')
    expect(first).toMatchObject({ data: [{ id: 1 }, { id: 3 }], has_more: true })
    const second = await page(`name=a&limit=2&cursor=${first.next_cursor}`)
    expect(second).toMatchObject({ data: [{ id: 4 }], has_more: false, next_cursor: null })
    expect((await page('offset=3')).data).toMatchObject([{ id: 4 }])
  })

  test('is in the document with its id, its answers and its refusals', () => {
    const { paths } = describeApi(mount(), '1')
    const answersOf = (path: string, method: 'get' | 'post' | 'patch' | 'delete') =>
      Object.fromEntries(
        Object.entries(paths?.[path]?.[method]?.responses ?? {}).map(([status, answer]) => [
          status,
          'description' in answer ? answer.description : undefined,
        ]),
      )

    expect(paths?.['/api/cups/{id}']?.get?.operationId).toBe('getCup')
    expect(paths?.['/api/cups/{id}/drawing']?.get?.parameters).toContainEqual(
      expect.objectContaining({ in: 'header', name: 'x-ink', required: false }),
    )
    expect(paths?.['/api/cups/deliveries']?.post?.security).toEqual([])
    const bodyOf = (path: string) => paths?.[path]?.post?.requestBody
    expect(bodyOf('/api/cups/{id}/glaze')).toHaveProperty(['content', 'multipart/form-data'])
    expect(bodyOf('/api/cups/paintings')).toMatchObject({
      content: { 'application/json': {}, 'multipart/form-data': {} },
    })
    expect(answersOf('/api/cups/{id}', 'get')).toMatchObject({
      200: 'The cup',
      404: 'There is nothing with this id',
    })
    expect(answersOf('/api/cups/{id}', 'patch')).toMatchObject({ 404: 'No such cup' })
    expect(answersOf('/api/cups/{id}', 'delete')).toMatchObject({ 204: 'Removed' })
    expect(answersOf('/api/cups', 'post')).toMatchObject({
      201: 'The cup',
      409: '`name_taken`: The name is taken; `shelf_full`: There is no room',
    })
  })

  test('is not mounted when its path has other parameters than `params`', () => {
    const lost = operation.get({
      path: '/api/cups/{cup}/lid',
      access: 'lists:read',
      summary: 'The lid of a cup',
      params: CupParams,
      answer: CupView,
      success: 'The lid',
      run: async ({ params }, shop) => await Promise.resolve(find(shop, params.id)),
    })

    expect(() => mountOperations(aShop(), { lost })).toThrow(
      'lost: cup,id is in /api/cups/{cup}/lid',
    )
  })

  test('does not compile with an answer, a key or services of another kind', () => {
    const view = {
      path: '/api/cups',
      access: 'lists:read',
      summary: 'Cups',
      success: 'Cups',
    } as const

    operation.get({
      ...view,
      answer: CupView,
      // @ts-expect-error made_at is missing
      run: async () => await Promise.resolve({ id: 1, name: 'tea' }),
    })
    operation.list({
      ...view,
      answer: pageOf(CupView),
      key: z.tuple([z.int()]),
      run: async ({ page }, { cups }) =>
        // @ts-expect-error the cursor holds a number
        await Promise.resolve(page.cut([...cups.values()], ({ name }) => [name])),
    })
    // @ts-expect-error the answer has no id, and no location is declared
    operation.create({
      ...view,
      answer: NewCup,
      run: async () => await Promise.resolve({ name: 'tea' }),
    })
    operation.raw({
      ...view,
      method: 'get',
      responses: { 200: json('Cups', CupView) },
      // @ts-expect-error the response is made by the operation itself
      run: async () => await Promise.resolve({ id: 1 }),
    })
    operation.raw({
      ...view,
      method: 'get',
      responses: { 200: json('Cups', CupView) },
      run: async (_, __, { respond }) =>
        // @ts-expect-error made_at is missing
        await Promise.resolve(respond({ id: 1, name: 'tea' }, 200)),
    })
    operation.raw({
      ...view,
      method: 'get',
      responses: { 200: json('Cups', CupView) },
      run: async (_, { cups }, { respond }) =>
        // @ts-expect-error 201 is not declared
        await Promise.resolve(respond(find({ cups, supplier: '' }, 1), 201)),
    })
    // @ts-expect-error the services have no cups
    const mounting = () => mountOperations({ plates: new Map() }, { getCup: operations.getCup })
    expect(mounting).not.toThrow()
  })
})
