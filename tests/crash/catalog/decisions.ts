import { expect } from 'vitest'
import { sql } from 'kysely'
import { makeDraftLinks } from '../../../src/features/catalog/notices/store/links.ts'
import type { CrashWorld } from './crash-world.ts'
import { drafted, isOfPost, ofOnePost, stateOf, type Stage } from './one-post.ts'
import { atInsert, atUpdate, type Step } from './stops.ts'

/** Drafts that are approved by a link from a message, that expire, and that are restored. */
export const decisionSteps = (): Step[] => [...linkSteps(), ...expirySteps()]

/** The owner of its store gets a link. */
const linked: Stage = async (world, id) => {
  const { draft = '' } = (await stateOf(world, id)) ?? {}
  const codes = await world.db
    .transaction()
    .execute(async (tx) => await makeDraftLinks(tx, [draft]))
  world.ledger.links.set(id, codes.get(draft) ?? '')
  return true
}

const useLink = async (
  { send, ledger }: CrashWorld,
  id: string,
  path: 'show' | 'approve',
): Promise<Response | null> =>
  await send('POST', `/api/products/draft-links/${path}`, { code: ledger.links.get(id) })

/** It is not waited for, because gramd dies before it answers. */
const usingLink: Stage = async (world, id) => {
  void useLink(world, id, 'approve')
  return await Promise.resolve(false)
}

/** Nothing came of it: the link is open still, and counts once. */
async function useLinkAgain(world: CrashWorld, id: string): Promise<void> {
  expect((await useLink(world, id, 'show'))?.status).toBe(200)
  expect((await useLink(world, id, 'approve'))?.status).toBe(200)
  expect((await useLink(world, id, 'approve'))?.status).toBe(404)
}

function linkSteps(): Step[] {
  const stages = [drafted, linked, usingLink]
  return [
    {
      at: 'a link is used, but its product is not stored',
      stop: (id: string) => atInsert('products', `new.source_id = '${id}'`),
    },
    {
      at: 'a link is used, but its draft does not say so',
      stop: (id: string) =>
        atUpdate('product_drafts', `${isOfPost(id)} and new.status = 'approved'`),
    },
  ].map((step) => ofOnePost({ ...step, stages, again: useLinkAgain }))
}

/** Nobody has decided its draft in time. */
const due: Stage = async ({ db, ledger }, id) => {
  await sql`
    update product_drafts set expires_at = world_now()
    where post_id in (select id from catalog_posts where platform_id = ${id})`.execute(db)
  ledger.expired.add(id)
  return true
}

const expired: Stage = async (world, id) => {
  await world.push('expire_product_drafts')
  return (await stateOf(world, id))?.status === 'expired'
}

async function restore(world: CrashWorld, id: string): Promise<Response | null> {
  const draft = (await stateOf(world, id))?.draft
  return await world.send('POST', `/api/products/drafts/${draft}/restore`)
}

/** It is not waited for, because gramd dies before it answers. */
const restoring: Stage = async (world, id) => {
  void restore(world, id)
  return await Promise.resolve(false)
}

/** Nothing came of it: the draft can be restored still. */
async function restoreAgain(world: CrashWorld, id: string): Promise<void> {
  expect((await stateOf(world, id))?.status).toBe('expired')
  expect((await restore(world, id))?.status).toBe(200)
  world.ledger.expired.delete(id)
}

function expirySteps(): Step[] {
  return [
    ofOnePost({
      at: 'a draft expires, and gramd does not hear that it has',
      stages: [drafted, due, expired],
      stop: (id) => atUpdate('product_drafts', `${isOfPost(id)} and new.status = 'expired'`),
    }),
    ofOnePost({
      at: 'a draft has expired, but the task has not ended',
      stages: [drafted, due, expired],
      stop: () => atInsert('scrape_tasks_ended', "new.task_type = 'expire_product_drafts'"),
    }),
    ofOnePost({
      at: 'a draft is restored, but that is not committed',
      stages: [drafted, due, expired, restoring],
      again: restoreAgain,
      stop: (id) =>
        atUpdate(
          'product_drafts',
          `${isOfPost(id)} and old.status = 'expired' and new.status = 'pending'`,
        ),
    }),
  ]
}
