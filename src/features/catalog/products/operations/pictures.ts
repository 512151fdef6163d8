import { fault, textMatching } from '../../../../http/fault.ts'
import { readFile } from 'node:fs/promises'
import { invalidField } from '../../../../base/errors.ts'
import { requireFreeSpace } from '../../../../base/files/free-space.ts'
import type { Db, Tx } from '../../../../db/handles.ts'
import { ownerScopeOf } from '../../../../http/access/owner.ts'
import { ANY_TYPE } from '../../../../http/body/multipart.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { json, multipartBody, problem, z } from '../../../../http/router.ts'
import type { DecodeGate } from '../../../../media/decode-gate.ts'
import {
  shrinkImage,
  UnreadableImageError,
  type ShrunkImage,
} from '../../../../media/shrink-image.ts'
import type { Services } from '../../../services.ts'
import { perceptualHashOf } from '../../posts/perceptual-hash.ts'
import { PRODUCT_SIDE } from '../../posts/pictures.ts'
import { tags } from '../../stores/store-view.ts'
import { ProductView } from '../product-view.ts'
import { followProducts } from '../store/conflicts.ts'
import { addPicture, orderPictures } from '../store/own-pictures.ts'
import { getProduct, type ProductRow } from '../store/products/read.ts'
import { touchProduct } from '../store/products/edit.ts'

type Parts = Pick<Services, 'db' | 'config'> & { decodeGate: DecodeGate }

const operation = operationsFor<Parts>()

const params = z.strictObject({ id: z.uuid() })
const noSuchProduct = 'No such product of yours'
const MAX_BYTES = 8_000_000
/** The bytes of memory that a decoder needs for most pictures. */
const PICTURE_BYTES = 80_000_000

/** A seller gives a product pictures. */
export const pictureOperations = {
  addProductPicture: operation.raw({
    method: 'post',
    path: '/api/products/pictures/{id}',
    access: 'own:write',
    tags,
    summary: 'Add a picture behind the others; its post does not change the pictures any more',
    description: 'A JPEG, PNG or WebP of up to 8 MB; it is kept as a JPEG of at most 1,440 px.',
    params,
    body: ({ config }) =>
      multipartBody({
        files: { file: { maxBytes: MAX_BYTES, types: [ANY_TYPE] } },
        requireRoom: async (_c, folder) =>
          await requireFreeSpace(folder, config.uploadsMinFreeMegabytes),
      }),
    responses: {
      200: json('The product', ProductView),
      404: problem(noSuchProduct),
      409: problem('It has as many as a product may have'),
      422: problem('The file is no picture'),
    },
    async run({ params: { id } }, { db, decodeGate }, { principal, http, respond }) {
      const { path } = http.get('upload')?.files['file'] ?? {}
      if (path === undefined) throw invalidField('file', 'is missing', { code: 'required' })
      const scope = ownerScopeOf(principal)
      const image = await decodeGate(
        { user: scope, bytes: PICTURE_BYTES },
        async () => await readPicture(path),
      )
      const phash = await perceptualHashOf(image.bytes)
      const row = await changePictures(
        db,
        { scope, id },
        async (tx) => await addPicture(tx, id, image, phash),
      )
      return respond(row, 200)
    },
  }),

  orderProductPictures: operation.act({
    method: 'put',
    path: '/api/products/pictures/{id}',
    access: 'own:write',
    tags,
    summary:
      'Keep these pictures of a product, in this order; its post does not change them any more',
    params,
    body: z
      .strictObject({
        pictures: z
          .array(
            textMatching(
              z.string(),
              /^[0-9a-f]{64}$/,
              fault('wrong_format', 'expected 64 digits of a hash'),
            ),
          )
          .max(100)
          .openapi({ description: 'Hashes, as `pictures` of the product has them' }),
      })
      .openapi('ProductPictures'),
    answer: ProductView,
    success: 'The product',
    refusals: { 404: noSuchProduct },
    run: async ({ params: { id }, body: { pictures } }, { db }, { principal }) =>
      await changePictures(
        db,
        { scope: ownerScopeOf(principal), id },
        async (tx) => await orderPictures(tx, id, pictures),
      ),
  }),
}

async function changePictures(
  db: Db,
  { scope, id }: { scope: string | null; id: string },
  work: (tx: Tx) => Promise<void>,
): Promise<ProductRow> {
  await db.transaction().execute(async (tx) => {
    await touchProduct(tx, scope, id, 'pictures')
    await work(tx)
    await followProducts(tx, [id])
  })
  return await getProduct(db, scope, id)
}

async function readPicture(path: string): Promise<ShrunkImage> {
  try {
    return await shrinkImage(await readFile(path), PRODUCT_SIDE)
  } catch (error) {
    if (!(error instanceof UnreadableImageError)) throw error
    throw invalidField('file', `is no picture (${error.message}): send a JPEG, PNG or WebP`, {
      code: 'not_a_picture',
    })
  }
}
