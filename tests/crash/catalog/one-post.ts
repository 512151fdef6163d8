import { sql } from 'kysely'
import { isSimple } from '../../../sim/catalog/changes.ts'
import type { CrashWorld } from './crash-world.ts'
import type { Step } from './stops.ts'

/** Brings a post on; true once that has happened. */
export type Stage = (world: CrashWorld, id: string) => Promise<boolean>

/**
 * A step about one new post of one product: each stage follows the one before, and the last one is done until gramd has
 * stopped. Where it stops depends on the post, so that no other one does.
 */
export function ofOnePost({
  at,
  stop,
  stages,
  again,
}: {
  at: string
  stop: (id: string) => Step['arrange']
  stages: readonly Stage[]
  again?: (world: CrashWorld, id: string) => Promise<void>
}): Step {
  let post = ''
  let stage = 0
  return {
    at,
    async arrange(world) {
      post = world.publish(world.manual, isSimple).id
      return await stop(post)(world)
    },
    async act(world) {
      const isDone = await stages[stage]?.(world, post)
      if (isDone === true && stage < stages.length - 1) stage += 1
    },
    ...(again && { again: async (world) => await again(world, post) }),
  }
}

/** A row's post, in the condition of a breakpoint. */
export const isOfPost = (id: string, column = 'new.post_id'): string =>
  `${column} in (select id from catalog_posts where platform_id = '${id}')`

/** A post is read again, in the condition of a breakpoint. */
export const isReadAgain = (id: string): string =>
  `new.platform_id = '${id}' and old.extracted_revision is not null and new.extracted_revision > old.extracted_revision`

type State = {
  draft: string
  status: string
  product: string | null
  /** Of the product. */
  price: string | null
  /** That is open. */
  conflict: string | null
}

/** What has become of a post. */
export async function stateOf(
  { db }: Pick<CrashWorld, 'db'>,
  id: string,
): Promise<State | undefined> {
  const { rows } = await sql<State>`
    select d.id as draft, d.status, d.product_id as product,
      (select price::text from products where id = d.product_id) as price,
      (select c.id from product_conflicts c where c.product_id = d.product_id and c.resolved_at is null) as conflict
    from product_drafts d join catalog_posts p on p.id = d.post_id where p.platform_id = ${id}`.execute(
    db,
  )
  return rows[0]
}

/** Looks for what is new, without an end. */
export const looking: Stage = async (world) => {
  await world.plan()
  return false
}

export const drafted: Stage = async (world, id) => {
  await world.plan()
  return (await stateOf(world, id)) !== undefined
}

/** A person approves its draft. */
export const approved: Stage = async (world, id) => {
  const state = await stateOf(world, id)
  const answer = await world.send('POST', `/api/products/drafts/${state?.draft}/approve`)
  return answer?.ok === true
}

/** Its product has a value of its own, and its post says another one by now. */
export const inConflict: Stage = async (world, id) => {
  await world.plan()
  return typeof (await stateOf(world, id))?.conflict === 'string'
}
