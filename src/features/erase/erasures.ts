import { raiseAlert } from '../../alerts/raise.ts'
import { blogSubject } from '../../creators/blog-subject.ts'
import type { Db, Tx } from '../../db/database.ts'
import { retryTransientFaults } from '../../db/transient-faults.ts'
import { InterruptedError } from '../../base/errors.ts'
import { holdTasks, type Forgotten } from '../../queue/care/erase.ts'
import type {
  CreatorAddress,
  ErasedAmong,
  Erasure,
  ErasureParts,
  Erasures,
  ForgottenCreator,
} from '../manifest.ts'
import { ERASE_ALERTS } from './declare.ts'
import {
  beginErasure,
  deleteErased,
  findErased,
  holdOffErasures,
  insertErased,
} from './erased-store.ts'
import { ErasureKeyLostError } from './errors.ts'
import { findBlogIds, identify, type Identified } from './identify.ts'
import { ensureErasureKey, hashesOf, readErasureKey } from './key-store.ts'

/** Pauses (real ms) before an erasure that met a deadlock or a lost connection is tried again. */
const PAUSES_MS = [100, 500, 2_000] as const

/** Built by services.ts; the key is read when it is needed first, and never changes after that. */
export function createErasures(parts: ErasureParts): Erasures {
  const { db, keys, queue } = parts
  let known: Buffer | null = null
  const readKey = async (from: Db): Promise<Buffer | null> => {
    known ??= await tellingOfLoss(db, async () => await readErasureKey(from, keys))
    return known
  }
  return {
    async erasedAmong(from, creators) {
      if (from.isTransaction) await holdOffErasures(from)
      if (creators.platformIds.length + creators.usernames.length === 0) return sortedByKind([])
      const key = await readKey(from)
      const found = key === null ? [] : await findErased(from, hashesOf(key, creators))
      return sortedByKind(found)
    },
    lockOut: holdOffErasures,
    erase: async (address) => {
      const erasure = await retryTransientFaults(
        async () => await db.transaction().execute(async (tx) => await erase(parts, tx, address)),
        PAUSES_MS,
      )
      queue.look()
      return erasure
    },
    async eraseAgain(tx, { taskId = null, ...known }) {
      await beginErasure(tx)
      const key = await readKey(tx)
      const met = key === null ? [] : await findErased(tx, hashesOf(key, known))
      if (met.length === 0) throw new InterruptedError('the erasure was lifted meanwhile')
      const creator = { ...known, blogIds: await findBlogIds(tx, known) }
      await block(parts, tx, creator)
      await forgetCreator(parts, tx, withWords(creator, taskId))
    },
    lift: async (address) =>
      await db.transaction().execute(async (tx) => {
        await beginErasure(tx)
        const key = await readKey(tx)
        const given = 'username' in address ? [address.username] : []
        const ids = 'platformId' in address ? [address.platformId] : []
        const hashes = key === null ? [] : hashesOf(key, { platformIds: ids, usernames: given })
        return (await deleteErased(tx, hashes)) > 0
      }),
    async forget(tx, blogIds) {
      const nobody = { platformIds: [], usernames: [], words: [], settlingTaskId: null }
      await forgetCreator(parts, tx, { ...nobody, blogIds })
    },
    verify: async () => void (await readKey(db)),
  }
}

async function erase(parts: ErasureParts, tx: Tx, address: CreatorAddress): Promise<Erasure> {
  await beginErasure(tx)
  const creator = await identify(tx, address)
  const subject = withWords(creator, null)
  await holdTasks(tx, { ...subject, subjects: subject.blogIds.map(blogSubject) })
  const blocked = await block(parts, tx, creator)
  const forgotten = await forgetCreator(parts, tx, subject)
  parts.log.info({ ...forgotten, blocked }, 'creator erased')
  return { blocked, ...forgotten }
}

/** Keeps a creator from coming back. */
async function block(
  { db, keys }: ErasureParts,
  tx: Tx,
  creator: Pick<Identified, 'platformIds' | 'usernames'>,
): Promise<Erasure['blocked']> {
  const key = await tellingOfLoss(db, async () => await ensureErasureKey(tx, keys))
  await insertErased(tx, hashesOf(key, creator))
  return { ids: creator.platformIds.length, usernames: creator.usernames.length }
}

const withWords = (creator: Identified, settlingTaskId: number | null): ForgottenCreator => ({
  ...creator,
  words: [...creator.usernames, ...creator.platformIds, ...creator.blogIds],
  settlingTaskId,
})

/** Has every feature forget a creator, those first that build on the others. */
async function forgetCreator(
  { features, queue }: Pick<ErasureParts, 'features' | 'queue'>,
  tx: Tx,
  creator: ForgottenCreator,
): Promise<Forgotten> {
  const sum: Forgotten = { removed: {}, changed: {} }
  for (const { forgetNames } of features) add(sum.changed, await forgetNames?.(tx, creator))
  for (const { forget } of features.toReversed()) {
    const forgotten = await forget?.(tx, creator, queue)
    add(sum.removed, forgotten?.removed)
    add(sum.changed, forgotten?.changed)
  }
  return sum
}

/** Adds rows by table, leaving out tables without any. */
function add(sum: Record<string, number>, more: Record<string, number> = {}): void {
  for (const [table, rows] of Object.entries(more))
    if (rows > 0) sum[table] = (sum[table] ?? 0) + rows
}

/** A lost key stops whatever would store creators: people have to know, however the caller's transaction ends. */
async function tellingOfLoss<T>(db: Db, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ErasureKeyLostError) {
      await raiseAlert(db, {
        ...ERASE_ALERTS.erasure_key_lost,
        cause: 'erasure_key',
        item: { reason: error.message },
      })
    }
    throw error
  }
}

function sortedByKind(found: ReturnType<typeof hashesOf>): ErasedAmong {
  const named = (kind: 'id' | 'username') =>
    new Set(found.filter((each) => each.kind === kind).map(({ name }) => name))
  return { platformIds: named('id'), usernames: named('username') }
}
