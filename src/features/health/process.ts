import { unsafeSettings } from '../../settings/load.ts'
import { settingsOf } from '../declarations.ts'
import type { Services } from '../services.ts'
import { describeSettings, type Setting } from './setting-view.ts'
import { PROBE_MS, sharedProbe } from './shared-probe.ts'
import { whyNotMigrated } from './store/migrated.ts'
import { readVitals, type Vitals } from './store/vitals.ts'

/** What is asked of the database; calls that come while one is under way share its answer. */
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

/** What this process tells about itself. */
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
