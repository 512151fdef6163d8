import { randomBytes } from 'node:crypto'
import { parseEncryptionKeys, type EncryptionKeys } from '../../../src/base/crypto.ts'
import type { Db } from '../../../src/db/database.ts'
import { createErasures } from '../../../src/features/erase/erasures.ts'
import type { Erasures } from '../../../src/features/manifest.ts'
import { createQueue } from '../../../src/queue/queue.ts'
import { aLog } from '../../http/kit.ts'

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
