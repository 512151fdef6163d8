import { expect } from 'vitest'
import { isSimple } from '../../../sim/catalog/changes.ts'
import type { LabelledPost } from '../../../tools/evaluate/drafts/labelled-post.ts'
import type { CrashWorld } from './crash-world.ts'
import {
  approved,
  drafted,
  inConflict,
  isOfPost,
  isReadAgain,
  looking,
  ofOnePost,
  stateOf,
  type Stage,
} from './one-post.ts'
import { atInsert, atMeta, atUpdate, type Step } from './stops.ts'

/** What no post says. */
const MINE = '4321.09'

export const priceOf = (post: LabelledPost | undefined): string | null =>
  post?.truth.products[0]?.price ?? null
const nameOf = (post: LabelledPost | undefined) => post?.truth.products[0]?.name

/** The post says on Instagram what another one says. */
export const edited: Stage = async ({ shops, manual, ledger }, id) => {
  const post = shops.postOf(id)
  const others = [...manual.posts.values()].filter(
    (each) => isSimple(each) && priceOf(each) !== priceOf(post) && nameOf(each) !== nameOf(post),
  )
  const other = others[ledger.edits.size % others.length]
  if (!other) throw new Error('no post says something else')
  shops.edit(manual, id, other)
  ledger.edits.set(id, (ledger.edits.get(id) ?? 0) + 1)
  return await Promise.resolve(true)
}

/** The seller corrects the price of its draft. */
const draftPriced: Stage = async (world, id) => {
  const state = await stateOf(world, id)
  const path = `/api/products/drafts/${state?.draft}`
  const answer = await world.send('PATCH', path, { price: MINE })
  world.ledger.draftPrices.set(id, MINE)
  return answer?.ok === true
}

/** The seller gives its product a price of their own. */
const priced: Stage = async (world, id) => {
  const state = await stateOf(world, id)
  const answer = await world.send('PATCH', `/api/products/${state?.product}`, { price: MINE })
  world.ledger.prices.set(id, { mine: MINE, before: priceOf(world.shops.postOf(id)) })
  return answer?.ok === true
}

const removed: Stage = async ({ shops, manual, ledger }, id) => {
  shops.remove(manual, id)
  ledger.deleted.add(id)
  return await Promise.resolve(true)
}

/** The seller settles a conflict for what the post says, as `settling`, of which nothing comes, and `again`. */
export function settlementOf(field: 'price' | 'pictures') {
  const settle = async (world: CrashWorld, id: string): Promise<Response | null> => {
    const product = (await stateOf(world, id))?.product
    const path = `/api/products/conflicts/${product}/resolve`
    return await world.send('POST', path, { [field]: 'theirs' })
  }
  /** It is not waited for, because gramd dies before it answers. */
  const settling: Stage = async (world, id) => {
    void settle(world, id)
    return await Promise.resolve(false)
  }
  /** The conflict is open still, and settled by now. */
  const again = async (world: CrashWorld, id: string): Promise<void> => {
    expect(await stateOf(world, id)).toMatchObject({
      conflict: expect.any(String),
      ...(field === 'price' && { price: MINE }),
    })
    expect((await settle(world, id))?.status).toBe(200)
    world.ledger.settled.add(id)
  }
  return { settling, again }
}

const isRedrafted = (id: string): string =>
  `${isOfPost(id)} and new.extracted is distinct from old.extracted`
const isFollowed = (id: string): string => `new.source_id = '${id}' and new.name <> old.name`
const isSettled = 'new.resolved_at is not null and old.resolved_at is null'

/** Posts that come to say something else, or that are taken down, and conflicts that are settled. */
export const changedPostSteps = (): Step[] => [...editSteps(), ...conflictSteps(), ...goneSteps()]

function editSteps(): Step[] {
  const pending = [drafted, edited, looking]
  const sold = [drafted, approved, edited, looking]
  return [
    {
      at: 'a changed post is noted, but not committed',
      stages: pending,
      stop: (id: string) =>
        atUpdate('catalog_posts', `new.platform_id = '${id}' and new.revision > old.revision`),
    },
    {
      at: 'a changed post is read, but its draft is as before',
      stages: pending,
      stop: (id: string) => atUpdate('product_drafts', isRedrafted(id)),
    },
    {
      at: 'a changed post is read, but the draft that the seller has corrected is as before',
      stages: [drafted, draftPriced, edited, looking],
      stop: (id: string) => atUpdate('product_drafts', isRedrafted(id)),
    },
    {
      at: 'a draft has followed its post, but that is not committed',
      stages: pending,
      stop: (id: string) => atUpdate('catalog_posts', isReadAgain(id)),
    },
    {
      at: 'a changed post is read, but its product is as before',
      stages: sold,
      stop: (id: string) => atUpdate('products', isFollowed(id)),
    },
    {
      at: 'a product has followed its post, but that is not committed',
      stages: sold,
      stop: (id: string) => atUpdate('catalog_posts', isReadAgain(id)),
    },
  ].map(ofOnePost)
}

function conflictSteps(): Step[] {
  const touched = [drafted, approved, priced, edited]
  const { settling, again } = settlementOf('price')
  return [
    {
      at: 'a conflict is not stored',
      stages: [...touched, looking],
      stop: () => atInsert('product_conflicts'),
    },
    {
      at: 'a conflict is stored, but not committed',
      stages: [...touched, looking],
      stop: (id: string) => atUpdate('catalog_posts', isReadAgain(id)),
    },
    {
      at: 'a conflict is settled, but its product is as before',
      stages: [...touched, inConflict, settling],
      again,
      stop: (id: string) =>
        atUpdate(
          'products',
          `new.source_id = '${id}' and old.price = ${MINE} and new.price <> ${MINE}`,
        ),
    },
    {
      at: 'a product has the value of a conflict, which is open still',
      stages: [...touched, inConflict, settling],
      again,
      stop: () => atUpdate('product_conflicts', isSettled),
    },
  ].map(ofOnePost)
}

function goneSteps(): Step[] {
  const pending = [drafted, removed, looking]
  const sold = [drafted, approved, removed, looking]
  return [
    {
      at: 'a post that its list leaves out is asked for',
      stages: pending,
      stop: (id: string) => atMeta({ path: `/${id}$` }),
    },
    {
      at: 'a post is known to be gone, but that is not noted',
      stages: pending,
      stop: (id: string) =>
        atUpdate(
          'catalog_posts',
          `new.platform_id = '${id}' and old.deleted_at is null and new.deleted_at is not null`,
        ),
    },
    {
      at: 'a draft says that its post is gone, but that is not committed',
      stages: pending,
      stop: (id: string) =>
        atUpdate('product_drafts', `${isOfPost(id)} and 'post_deleted' = any (new.flags)`),
    },
    {
      at: 'a product says that its post is gone, but that is not committed',
      stages: sold,
      stop: (id: string) =>
        atUpdate('products', `new.source_id = '${id}' and new.source_deleted_at is not null`),
    },
  ].map(ofOnePost)
}
