import { raiseAlert } from '../../alerts/raise.ts'
import { blogSubject } from '../../creators/blog-subject.ts'
import { namesIn, withoutNames } from '../../creators/naming-fields.ts'
import type { Db, Tx } from '../../db/handles.ts'
import { idempotentTransaction } from '../../db/idempotent-transaction.ts'
import { InterruptedError } from '../../base/errors.ts'
import { lockTasks } from '../../queue/care/erase.ts'
import type { ErasureRule } from '../erasure-rule.ts'
import type {
  CreatorAddress,
  ErasedAmong,
  Erasure,
  Erasures,
  CreatorToErase,
  NamedPerson,
} from '../erasures.ts'
import type { ErasureParts } from '../manifest.ts'
import { ERASE_ALERTS } from './declare.ts'
import {
  beginErasure,
  deleteErased,
  findErased,
  lockAgainstErasure,
  insertErased,
} from './store/erased.ts'
import { executeErasure } from './store/execute.ts'
import { findBlogIds, identify, type Identified } from './store/identify.ts'
import { ensureErasureKey, ErasureKeyLostError, hashesOf, readErasureKey } from './store/key.ts'

/** Built by services.ts; the key is read when it is needed first, and never changes after that. */
export function createErasures(parts: ErasureParts): Erasures {
  const { db, keys, queue } = parts
  let known: Buffer | null = null
  const readKey = async (from: Db): Promise<Buffer | null> => {
    known ??= await alertingOfLoss(db, async () => await readErasureKey(from, keys))
    return known
  }
  return {
    ...createGate(readKey),
    lockOut: lockAgainstErasure,
    erase: async (address) => {
      // A second erasure would find no creator to erase.
      const erasure = await idempotentTransaction(db, async (tx) => await erase(parts, tx, address))
      queue.pollSoon()
      return erasure
    },
    async eraseAgain(tx, { taskId = null, ...known }) {
      await beginErasure(tx)
      const key = await readKey(tx)
      const met = key === null ? [] : await findErased(tx, hashesOf(key, known))
      if (met.length === 0) throw new InterruptedError('the erasure was lifted meanwhile')
      const creator = { ...known, blogIds: await findBlogIds(tx, known) }
      await block(parts, tx, creator)
      await executeErasure(tx, rulesOf(parts), withWords(creator, taskId), queue)
    },
    lift: async (address) =>
      await db.transaction().execute(async (tx) => {
        await beginErasure(tx)
        const key = await readKey(tx)
        const names = 'username' in address ? [address.username] : []
        const ids = 'platformId' in address ? [address.platformId] : []
        const hashes = key === null ? [] : hashesOf(key, { platformIds: ids, usernames: names })
        return (await deleteErased(tx, hashes)) > 0
      }),
    async remove(tx, blogIds) {
      const unnamed = { platformIds: [], usernames: [], words: [], settlingTaskId: null }
      const creators = { ...unnamed, blogIds, subjects: blogIds.map(blogSubject) }
      await executeErasure(tx, rulesOf(parts), creators, queue)
    },
    verify: async () => void (await readKey(db)),
  }
}

type Gate = Pick<Erasures, 'erasedAmong' | 'erasedOf' | 'withoutErased'>

/** Creates the gate that says who was erased, and excludes them from what is stored. */
function createGate(readKey: (from: Db) => Promise<Buffer | null>): Gate {
  const erasedAmong: Erasures['erasedAmong'] = async (from, creators) => {
    if (from.isTransaction) await lockAgainstErasure(from)
    if (creators.platformIds.length + creators.usernames.length === 0) return sortedByKind([])
    const key = await readKey(from)
    const found = key === null ? [] : await findErased(from, hashesOf(key, creators))
    return sortedByKind(found)
  }
  return {
    erasedAmong,
    async erasedOf(from, people) {
      const { platformIds, usernames } = await erasedAmong(from, {
        platformIds: people.flatMap(({ platformId }) => platformId ?? []),
        usernames: people.flatMap(({ username }) => username?.toLowerCase() ?? []),
      })
      const isErased = ({ platformId, username }: NamedPerson): boolean =>
        platformIds.has(platformId ?? '') || usernames.has(username?.toLowerCase() ?? '')
      return new Set(people.filter(isErased))
    },
    async withoutErased(from, value, fields) {
      const names = { platformIds: [], usernames: namesIn(value, fields) }
      const { usernames } = await erasedAmong(from, names)
      return usernames.size === 0 ? value : withoutNames(value, fields, usernames)
    },
  }
}

async function erase(parts: ErasureParts, tx: Tx, address: CreatorAddress): Promise<Erasure> {
  await beginErasure(tx)
  const creator = await identify(tx, rulesOf(parts), address)
  const subject = withWords(creator, null)
  await lockTasks(tx, subject)
  const blocked = await block(parts, tx, creator)
  const rows = await executeErasure(tx, rulesOf(parts), subject, parts.queue)
  parts.log.info({ ...rows, blocked }, 'creator erased')
  return { blocked, ...rows }
}

/** Prevents a creator from coming back. */
async function block(
  { db, keys }: ErasureParts,
  tx: Tx,
  creator: Pick<Identified, 'platformIds' | 'usernames'>,
): Promise<Erasure['blocked']> {
  const key = await alertingOfLoss(db, async () => await ensureErasureKey(tx, keys))
  await insertErased(tx, hashesOf(key, creator))
  return { ids: creator.platformIds.length, usernames: creator.usernames.length }
}

const withWords = (creator: Identified, settlingTaskId: number | null): CreatorToErase => ({
  ...creator,
  subjects: creator.blogIds.map(blogSubject),
  words: [...creator.usernames, ...creator.platformIds, ...creator.blogIds],
  settlingTaskId,
})

const rulesOf = ({ features }: Pick<ErasureParts, 'features'>): ErasureRule[] =>
  features.flatMap(({ erasure = [] }) => erasure)

/**
 * Stores the alert about a lost key, however the caller's transaction ends: without the key,
 * everything that stores creators stops.
 */
async function alertingOfLoss<T>(db: Db, work: () => Promise<T>): Promise<T> {
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
