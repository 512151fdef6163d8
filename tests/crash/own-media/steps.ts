import { sql } from 'kysely'
import type { FaultRule } from '../../../sim/graph/fault-book.ts'
import { breakAtUpdate, type Breakpoint } from '../analyze/breakpoint.ts'
import type { CrashWorld } from './crash-world.ts'

/** A moment at which gramd is stopped and killed. */
export type Step = {
  at: string
  /** Makes gramd stop there. */
  arrange(world: CrashWorld): Promise<Breakpoint>
}

/** Stops at a request that Meta never answers. */
const atRequest =
  (rule: Pick<FaultRule, 'path' | 'skip'>): Step['arrange'] =>
  async ({ standIn: { control } }) => {
    const id = control.addFault({ ...rule, kind: 'hang' })
    return await Promise.resolve({
      isReached: async () =>
        await Promise.resolve(control.faults().every((each) => each.id !== id)),
      release: async () => void (await Promise.resolve(control.removeFault(id))),
    })
  }

const atUpdate =
  (table: string, condition: string): Step['arrange'] =>
  async ({ url }) =>
    await breakAtUpdate(url, table, condition)

const listAllNow =
  (arrange: Step['arrange']): Step['arrange'] =>
  async (world) => {
    const stop = await arrange(world)
    await sql`update own_media_sync set next_full_at = world_now(), next_list_at = world_now()`.execute(
      world.db,
    )
    return stop
  }

/** Each moment between what gramd asks and what it stores. */
export const STEPS: readonly Step[] = [
  { at: 'the first list is asked for', arrange: atRequest({ path: '/media$' }) },
  {
    at: 'a page is read, but its posts are not committed',
    arrange: listAllNow(
      atUpdate(
        'scrape_tasks_open',
        "new.task_type = 'list_own_media' and new.checkpoint is distinct from old.checkpoint",
      ),
    ),
  },
  {
    at: 'a later page is asked for',
    arrange: listAllNow(atRequest({ path: '/media$', skip: 1 })),
  },
  {
    at: 'a list has ended, but is not committed',
    arrange: listAllNow(atUpdate('own_media_sync', 'new.listed_at is distinct from old.listed_at')),
  },
  { at: 'a picture is fetched', arrange: listAllNow(atRequest({ path: '/cdn/' })) },
  {
    at: 'the day of an account is asked for',
    arrange: async (world) => {
      const stop = await atRequest({ path: String.raw`/(1784\d+|me)/insights$` })(world)
      await sql`update own_media_sync set next_insights_at = world_now()`.execute(world.db)
      return stop
    },
  },
  {
    at: 'turns of posts are taken, but their syncs are not queued',
    arrange: atUpdate(
      'own_media',
      'new.next_sync_at > old.next_sync_at and new.last_synced_at is not distinct from old.last_synced_at',
    ),
  },
  { at: 'metrics are asked for', arrange: atRequest({ path: String.raw`/179\d+/insights$` }) },
  {
    at: 'a snapshot is written, but not committed',
    arrange: atUpdate('own_media', 'new.last_synced_at is distinct from old.last_synced_at'),
  },
  {
    at: 'a failure is written, but not committed',
    arrange: async (world) => {
      world.standIn.control.addFault({
        kind: 'error',
        path: String.raw`/179\d+/insights$`,
        code: 100,
        subcode: 33,
      })
      return await breakAtUpdate(
        world.url,
        'own_media',
        'new.sync_failures is distinct from old.sync_failures',
      )
    },
  },
]
