import { unsafeSettings } from '../../settings/load.ts'
import { settingsOf } from '../declarations.ts'
import type { Services } from '../services.ts'
import { describeSettings, type Setting } from './setting-view.ts'
import { whyNotMigrated } from './store/migrated.ts'
import { readVitals, type Vitals } from './store/vitals.ts'
import { classify } from '../../base/classify.ts'
import { refusal } from '../../base/database-faults.ts'
import { codeOf, TransientError } from '../../base/errors.ts'
import { withTimeout } from '../../http/with-timeout.ts'

/** The database refused or was silent for too long. */
class DatabaseDownError extends TransientError {
  override readonly code = 'database_unavailable'
}

/** No probe hangs longer than this (real time), whatever the database does. */
const PROBE_MS = 2_000

/**
 * Probes that come while one is under way share its answer: a crowd of them costs no more than one.
 */
function sharedProbe<T>(probe: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | undefined
  return async () => {
    underWay ??= withTimeout(PROBE_MS, 'the database', probe()).finally(() => {
      underWay = undefined
    })
    try {
      return await underWay
    } catch (thrown) {
      throw new DatabaseDownError(reasonOf(thrown), { cause: thrown })
    }
  }
}

/**
 * Why the database cannot be asked; its own words, which may name users and hosts, are for the log.
 */
function reasonOf(thrown: unknown): string {
  const refused = refusal(codeOf(thrown) ?? '')
  if (refused !== undefined) return `the database does not answer: ${refused}`
  const error = classify(thrown)
  return error instanceof TransientError
    ? `the database does not answer: ${error.message}`
    : 'the database does not answer'
}

/** Probes of the database; calls that come while one is under way share its answer. */
export type DatabaseProbes = {
  /** Why the database cannot serve yet. */
  migrationFault(): Promise<string | undefined>
  /** Why the database takes no writes. */
  writeFault: Services['writing']['fault']
}

export const databaseProbes = ({
  db,
  writing,
}: Pick<Services, 'db' | 'writing'>): DatabaseProbes => ({
  migrationFault: sharedProbe(async () => await whyNotMigrated(db)),
  writeFault: sharedProbe(async () => await writing.fault()),
})

/** The facts that this process reports about itself. */
export type ProcessFacts = DatabaseProbes & {
  /** The settings in force, in the order of docs/settings.md. */
  settings: Setting[]
  /** Settings that are far from their safe defaults. */
  warnings: ReturnType<typeof unsafeSettings>
  /** Since the process mounted its routes, in whole seconds. */
  uptimeSeconds(): number
  vitals(): Promise<Vitals>
}

type Parts = Pick<Services, 'db' | 'writing' | 'config' | 'declarations'>

export function processFacts(services: Parts): ProcessFacts {
  const { db, config, declarations } = services
  const startedAt = performance.now()
  return {
    ...databaseProbes(services),
    settings: describeSettings(services),
    warnings: unsafeSettings(settingsOf(declarations), config),
    uptimeSeconds: () => Math.floor((performance.now() - startedAt) / 1_000),
    vitals: sharedProbe(async () => await readVitals(db, PROBE_MS)),
  }
}
