import { randomBytes } from 'node:crypto'
import { parseEncryptionKeys, type EncryptionKeys } from '../../../src/base/crypto.ts'
import type { Db } from '../../../src/db/handles.ts'
import { createErasures } from '../../../src/features/erase/erasures.ts'
import { executeErasure } from '../../../src/features/erase/store/execute.ts'
import type { Erasures, CreatorToErase } from '../../../src/features/erasures.ts'
import type { Feature } from '../../../src/features/manifest.ts'
import type { Services } from '../../../src/features/services.ts'
import { createQueue } from '../../../src/queue/queue.ts'
import { aLog } from '../../http/kit.ts'

/** Executes the erasure of these features, in a transaction of its own, for somebody known by this alone. */
export async function executeFor(
  db: Db,
  features: readonly Feature[],
  known: Partial<CreatorToErase>,
): Promise<void> {
  const nobody = { blogIds: [], platformIds: [], usernames: [], subjects: [], words: [] }
  const queue = createQueue<Services>([], () => undefined)
  const rules = features.flatMap(({ erasure = [] }) => erasure)
  await db.transaction().execute(async (tx) => {
    await executeErasure(tx, rules, { ...nobody, settlingTaskId: null, ...known }, queue)
  })
}

/** Erasures as a process has them that has just begun, without features to erase from. */
export const erasuresOf = (
  db: Db,
  {
    keys = parseEncryptionKeys(`k1:${randomBytes(32).toString('base64')}`),
  }: { keys?: EncryptionKeys } = {},
): Erasures =>
  createErasures({
    db,
    keys,
    log: aLog().log,
    features: [],
    queue: createQueue([], () => undefined),
  })
