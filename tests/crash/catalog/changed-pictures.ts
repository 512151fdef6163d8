import { z } from 'zod'
import { edited, settlementOf } from './changed-posts.ts'
import {
  approved,
  drafted,
  inConflict,
  isReadAgain,
  looking,
  ofOnePost,
  stateOf,
  type Stage,
} from './one-post.ts'
import { atInsert, atMeta, atUpdate, type Step } from './stops.ts'

/** The post shows another picture, with the same words. */
const repainted: Stage = async ({ shops, manual, ledger }, id) => {
  ledger.pictures.set(id, shops.repaint(manual, id))
  ledger.edits.set(id, (ledger.edits.get(id) ?? 0) + 1)
  return await Promise.resolve(true)
}

const Product = z.object({ pictures: z.tuple([z.string()]) })

/** The seller keeps the picture of its product as it is: from now on the post does not change it. */
const pictured: Stage = async ({ send, ledger, ...world }, id) => {
  const product = (await stateOf(world, id))?.product
  const answer = await send('GET', `/api/products/${product}`)
  if (answer?.ok !== true) return false
  const { pictures } = Product.parse(await answer.json())
  ledger.chosen.set(id, pictures[0])
  return (await send('PUT', `/api/products/pictures/${product}`, { pictures }))?.ok === true
}

/** A row is of a post that a model has read before. */
const isOfReadPost = (id: string): string =>
  `new.post_id in (select id from catalog_posts where platform_id = '${id}' and extracted_revision is not null)`

/** A row is of the product of a post. */
const isOfProduct = (id: string, column: string): string =>
  `${column} in (select 'product:' || d.product_id from product_drafts d join catalog_posts p on p.id = d.post_id
    where p.platform_id = '${id}' and p.revision > 1)`

/** Posts that come to show another picture: what is kept by then is not what a model has read. */
export const changedPictureSteps = (): Step[] => [...followingSteps(), ...conflictSteps()]

function followingSteps(): Step[] {
  const pending = [drafted, repainted, looking]
  const sold = [drafted, approved, repainted, looking]
  return [
    {
      at: 'a changed picture is fetched',
      stages: pending,
      stop: (id: string) => atMeta({ path: `/cdn/other-${id}` }),
    },
    {
      at: 'a changed picture is kept, but not committed',
      stages: pending,
      stop: (id: string) => atInsert('catalog_pictures', isOfReadPost(id)),
    },
    {
      at: 'a changed picture is kept, but no model is asked about it',
      stages: sold,
      stop: (id: string) =>
        atInsert(
          'ai_calls',
          `new.subject in (select 'catalog_post:' || id from catalog_posts where platform_id = '${id}' and revision > 1)`,
        ),
    },
    {
      at: 'a changed picture is read, but its product has the old one',
      stages: sold,
      stop: (id: string) => atInsert('media_uses', isOfProduct(id, 'new.owner')),
    },
    {
      at: 'a product has the changed picture of its post, but that is not committed',
      stages: sold,
      stop: (id: string) => atUpdate('catalog_posts', isReadAgain(id)),
    },
    {
      at: 'a post shows and says something else, and is read, but not committed',
      stages: [drafted, approved, repainted, edited, looking],
      stop: (id: string) => atUpdate('catalog_posts', isReadAgain(id)),
    },
  ].map(ofOnePost)
}

function conflictSteps(): Step[] {
  const touched = [drafted, approved, pictured, repainted]
  const { settling, again } = settlementOf('pictures')
  return [
    {
      at: 'a conflict of pictures is stored, but not committed',
      stages: [...touched, looking],
      stop: (id: string) => atUpdate('catalog_posts', isReadAgain(id)),
    },
    {
      at: 'a conflict of pictures is settled, but its product has the old one',
      stages: [...touched, inConflict, settling],
      again,
      stop: (id: string) => atInsert('media_uses', isOfProduct(id, 'new.owner')),
    },
    {
      at: 'a product has the picture of a conflict, which is open still',
      stages: [...touched, inConflict, settling],
      again,
      stop: () =>
        atUpdate('product_conflicts', 'new.resolved_at is not null and old.resolved_at is null'),
    },
  ].map(ofOnePost)
}
