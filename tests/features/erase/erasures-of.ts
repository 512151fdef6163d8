import { randomBytes } from 'node:crypto'
import { parseEncryptionKeys, type EncryptionKeys } from '../../../src/base/crypto.ts'
import type { Db } from '../../../src/db/database.ts'
import { createErasures } from '../../../src/features/erase/erasures.ts'
import type { Erasures, Feature, Services } from '../../../src/features/manifest.ts'
import { createQueue } from '../../../src/queue/queue.ts'
import { aLog } from '../../http/kit.ts'

/** Erasures as a process has them that has just begun. */
export const erasuresOf = (
  db: Db,
  {
    keys = parseEncryptionKeys(`k1:${randomBytes(32).toString('base64')}`),
    features = [],
  }: { keys?: EncryptionKeys; features?: readonly Feature[] } = {},
): Erasures =>
  createErasures({
    db,
    keys,
    log: aLog().log,
    features,
    queue: createQueue<Services>(
      features.flatMap((feature) => feature.tasks),
      () => undefined,
    ),
  })
