import { z } from 'zod'
import { catalog } from '../../../src/features/catalog/feature.ts'
import { expect, test } from '../../fixtures/test.ts'
import { Draft, Drafts, one, Product, startCatalogWorld, type CatalogWorld } from './kit.ts'

/** What is new and nobody's yet, what whoever has an address reads; links and files have tests of their own. */
const NOT_ASKED = [
  'createStore',
  'getPublicPicture',
  'showDraftOfLink',
  'approveDraftOfLink',
  'showProductOfLink',
  'decideProductOfLink',
  'addProductPicture',
  'importProducts',
]
/** Lists leave out what is somebody else's; those that may be of one store know none of another's. */
const LISTS = [
  'listStores',
  'listProductDrafts',
  'listProducts',
  'listProductConflicts',
  'listProductComments',
  'listSoldProducts',
]
/** They say of each row what became of it. */
const BATCHES = ['approveProductDrafts', 'rejectProductDrafts', 'changeProducts', 'deleteProducts']

type Ids = Record<'store' | 'draft' | 'product' | 'scan' | 'post' | 'hash', string>

/** A path with the ids of what somebody else has. */
function pathOf(path: string, ids: Ids): string {
  const kind = (
    [
      ['/api/stores/', ids.store],
      ['/api/instagram/scan/', ids.scan],
      ['/api/products/drafts/', ids.draft],
      ['/api/products/', ids.product],
    ] as const
  ).find(([start]) => path.startsWith(start))
  return path
    .replace('{id}', kind?.[1] ?? '')
    .replace('{post}', ids.post)
    .replace('{hash}', ids.hash)
}

const BODIES: Record<string, (ids: Ids) => unknown> = {
  scanStore: ({ store }) => ({ store }),
  estimateCatalogScan: ({ store }) => ({ store }),
  createProduct: ({ store }) => ({ store, name: 'Theirs' }),
  updateStore: () => ({ name: 'Theirs' }),
  updateProductDraft: () => ({ name: 'Theirs' }),
  updateProduct: () => ({ name: 'Theirs' }),
  rejectProductDraft: () => ({}),
  resolveProductConflicts: () => ({ name: 'mine' }),
  orderProductPictures: () => ({ pictures: [] }),
  decideProductSource: () => ({ choice: 'keep' }),
  approveProductDrafts: ({ draft }) => ({ ids: [draft] }),
  rejectProductDrafts: ({ draft }) => ({ ids: [draft] }),
  changeProducts: ({ product }) => ({ ids: [product], change: { name: 'Theirs' } }),
  deleteProducts: ({ product }) => ({ ids: [product] }),
}
/** What these ask for besides the store. */
const QUERIES: Record<string, string> = {
  exportProducts: '&format=csv',
  checkProductExport: '&format=meta',
}

const Answers = z.object({ data: z.array(z.unknown()) })
const Route = z.object({
  type: z.literal('route'),
  route: z.object({
    method: z.string(),
    path: z.string(),
    operationId: z.string(),
    request: z.object({ query: z.looseObject({ shape: z.looseObject({}) }).optional() }).optional(),
  }),
})

/** Everything that the feature answers. */
function routesOf({ services }: CatalogWorld) {
  const routers = [catalog.routes?.(services) ?? []].flat()
  return routers
    .flatMap((router) => router.openAPIRegistry.definitions)
    .flatMap((each) => Route.safeParse(each).data?.route ?? [])
    .map(({ request, ...route }) => ({
      ...route,
      hasStore: 'store' in (request?.query?.shape ?? {}),
    }))
}

async function withAll(world: CatalogWorld): Promise<Ids> {
  world.model.answer = (caption) => ({
    products: [one(caption?.split('.')[0] ?? '', '900.00', 'KES 900')],
  })
  world.publish('Bag. KES 900. DM to order')
  await world.advance(60_000)
  world.publish('Hat. KES 900. DM to order')
  const scan = await world.scan({ limit: 2 })
  const product = await world.approveNewest()
  const path = `/api/products/drafts?store=${world.storeId}&status=pending`
  const [draft] = (await world.get(path, Drafts)).data
  const { pictures } = await world.get(
    `/api/products/${product}`,
    z.object({ pictures: z.array(z.string()) }),
  )
  const posts = z.object({ data: z.array(z.object({ id: z.uuid() })) })
  const [post] = (await world.get(`/api/stores/${world.storeId}/posts`, posts)).data
  return {
    post: post?.id ?? '',
    store: world.storeId,
    draft: draft?.id ?? '',
    product,
    scan,
    hash: pictures[0] ?? '',
  }
}

test('no route tells somebody of another’s store, or changes it', async ({ db }) => {
  const world = await startCatalogWorld(db)
  const ids = await withAll(world)
  const { token } = await world.person('stranger')
  const asked = routesOf(world).filter(({ operationId }) => !NOT_ASKED.includes(operationId))
  expect(asked.length).toBeGreaterThan(30)
  for (const { method, path, operationId, hasStore } of asked) {
    const isList = LISTS.includes(operationId)
    if (isList && hasStore) {
      const named = await world.catalogApi.send('GET', `${path}?store=${ids.store}`, { token })
      expect(named.status, operationId).toBe(404)
    }
    const query = hasStore && !isList ? `?store=${ids.store}${QUERIES[operationId] ?? ''}` : ''
    const body = BODIES[operationId]?.(ids)
    const whole = `${pathOf(path, ids)}${query}`
    const options = { token, ...(body !== undefined && { json: body }) }
    const answer = await world.catalogApi.send(method.toUpperCase(), whole, options)
    const isOfSeveral = isList || BATCHES.includes(operationId)
    expect(answer.status, operationId).toBe(isOfSeveral ? 200 : 404)
    if (!isOfSeveral) continue
    const { data } = Answers.parse(await answer.json())
    expect(data, operationId).toMatchObject(isList ? [] : [{ refused: 'not_found' }])
  }
  expect(await world.get(`/api/products/drafts/${ids.draft}`, Draft)).toMatchObject({
    status: 'pending',
    edited: [],
  })
  expect(await world.get(`/api/products/${ids.product}`, Product)).toMatchObject({ touched: [] })
})
