import { readFile } from 'node:fs/promises'
import { invalidField } from '../../../../base/errors.ts'
import { requireFreeSpace } from '../../../../base/free-space.ts'
import type { Tx } from '../../../../db/database.ts'
import { ANY_TYPE } from '../../../../http/body/multipart.ts'
import { ownerSeenBy } from '../../../../http/access/owner.ts'
import { isoTimes } from '../../../../http/iso-times.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  multipartBody,
  problem,
  z,
  type Router,
} from '../../../../http/router.ts'
import { createDecodeGate } from '../../../../media/decode-gate.ts'
import {
  shrinkImage,
  UnreadableImageError,
  type ShrunkImage,
} from '../../../../media/shrink-image.ts'
import type { Services } from '../../../manifest.ts'
import { likenessOf } from '../../posts/likeness.ts'
import { PRODUCT_SIDE } from '../../posts/pictures.ts'
import { tags } from '../../stores/store-view.ts'
import { followProducts } from '../store/conflicts.ts'
import { addPicture, orderPictures } from '../store/own-pictures.ts'
import { ProductView } from '../product-view.ts'
import { getProduct, touchProduct } from '../store/products.ts'

const byId = { params: z.strictObject({ id: z.uuid() }) }
const noSuchProduct = problem('No such product of yours')
const MOST_BYTES = 8_000_000
/** What a decoder needs for most pictures. */
const PICTURE_BYTES = 80_000_000

const add = (leastFree: number) =>
  createRoute({
    method: 'post',
    path: '/api/products/pictures/{id}',
    access: 'own:write',
    operationId: 'addProductPicture',
    tags,
    summary: 'Add a picture behind the others; its post does not change the pictures any more',
    description: 'A JPEG, PNG or WebP of up to 8 MB; it is kept as a JPEG of at most 1,440 px.',
    request: {
      ...byId,
      body: multipartBody({
        files: { file: { maxBytes: MOST_BYTES, types: [ANY_TYPE] } },
        requireRoom: async (_c, folder) => await requireFreeSpace(folder, leastFree),
      }),
    },
    responses: {
      200: json('The product', ProductView),
      404: noSuchProduct,
      409: problem('It has as many as a product may have'),
      422: problem('The file is no picture'),
    },
  })

const order = createRoute({
  method: 'put',
  path: '/api/products/pictures/{id}',
  access: 'own:write',
  operationId: 'orderProductPictures',
  tags,
  summary:
    'Keep these pictures of a product, in this order; its post does not change them any more',
  request: {
    ...byId,
    body: jsonBody(
      z
        .strictObject({
          pictures: z
            .array(z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 digits of a hash'))
            .max(100)
            .openapi({ description: 'Hashes, as `pictures` of the product has them' }),
        })
        .openapi('ProductPictures'),
    ),
  },
  responses: { 200: json('The product', ProductView), 404: noSuchProduct },
})

/** Pictures that a seller gives a product. */
export function pictureRoutes({ db, config }: Pick<Services, 'db' | 'config'>): Router {
  const change = async (seen: string | null, id: string, work: (tx: Tx) => Promise<void>) => {
    await db.transaction().execute(async (tx) => {
      await touchProduct(tx, seen, id, 'pictures')
      await work(tx)
      await followProducts(tx, [id])
    })
    return isoTimes(await getProduct(db, seen, id))
  }
  const gate = createDecodeGate()
  return createRouter()
    .openapi(add(config.uploadsMinFreeMegabytes), async (c) => {
      const { id } = c.req.valid('param')
      const { path } = c.get('upload')?.files['file'] ?? {}
      if (path === undefined) throw invalidField('file', 'is missing')
      const seen = ownerSeenBy(c.get('principal'))
      const image = await gate(
        { user: seen, bytes: PICTURE_BYTES },
        async () => await readPicture(path),
      )
      const likeness = await likenessOf(image.bytes)
      const row = await change(seen, id, async (tx) => await addPicture(tx, id, image, likeness))
      return c.json(row, 200)
    })
    .openapi(order, async (c) => {
      const { id } = c.req.valid('param')
      const { pictures } = c.req.valid('json')
      const seen = ownerSeenBy(c.get('principal'))
      const row = await change(seen, id, async (tx) => await orderPictures(tx, id, pictures))
      return c.json(row, 200)
    })
}

async function readPicture(path: string): Promise<ShrunkImage> {
  try {
    return await shrinkImage(await readFile(path), PRODUCT_SIDE)
  } catch (error) {
    if (!(error instanceof UnreadableImageError)) throw error
    throw invalidField('file', `is no picture (${error.message}): send a JPEG, PNG or WebP`)
  }
}
