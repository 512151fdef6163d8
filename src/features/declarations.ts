import { CORE_ALERTS, type AlertKind } from '../alerts/kinds.ts'
import type { Command } from '../cli/command.ts'
import { coreProblems, coreSettings, type CoreConfig } from '../settings/core.ts'
import type { ConfigOf, Settings } from '../settings/setting.ts'
import type { Declaration } from './declaration.ts'
import { accountsDeclaration } from './accounts/declare.ts'
import { aiDeclaration } from './ai/declare.ts'
import { analyzeDeclaration } from './analyze/declare.ts'
import { blogsDeclaration } from './blogs/declare.ts'
import { campaignsDeclaration } from './campaigns/declare.ts'
import { categoriesDeclaration } from './categories/declare.ts'
import { connectionsDeclaration } from './connections/declare.ts'
import { discoverDeclaration } from './discover/declare.ts'
import { eraseDeclaration } from './erase/declare.ts'
import { exportDeclaration } from './export/declare.ts'
import { healthDeclaration } from './health/declare.ts'
import { importDeclaration } from './import/declare.ts'
import { jobsDeclaration } from './jobs/declare.ts'
import { listsDeclaration } from './lists/declare.ts'
import { maintenanceDeclaration } from './maintenance/declare.ts'
import { notificationsDeclaration } from './notifications/declare.ts'
import { outgoingDeclaration } from './outgoing/declare.ts'
import { ownMediaDeclaration } from './own-media/declare.ts'
import { pairsDeclaration } from './pairs/declare.ts'
import { personsDeclaration } from './persons/declare.ts'
import { catalogDeclaration } from './catalog/declare.ts'
import { projectsDeclaration } from './projects/declare.ts'
import { publishingDeclaration } from './publishing/declare.ts'
import { relationsDeclaration } from './relations/declare.ts'
import { scrapeDeclaration } from './scrape/declare.ts'
import { sharesDeclaration } from './shares/declare.ts'
import { campaignReadingsDeclaration } from './campaign-readings/declare.ts'
import { storiesDeclaration } from './stories/declare.ts'
import { tasksDeclaration } from './tasks/declare.ts'
import { usersDeclaration } from './users/declare.ts'
import { viewsDeclaration } from './views/declare.ts'
import { watchesDeclaration } from './watches/declare.ts'
import { webhooksDeclaration } from './webhooks/declare.ts'

/**
 * Every feature as the configuration, the help and the docs know it, in the order in which people
 * read of them.
 */
export const declarations = [
  healthDeclaration,
  scrapeDeclaration,
  tasksDeclaration,
  jobsDeclaration,
  maintenanceDeclaration,
  discoverDeclaration,
  blogsDeclaration,
  personsDeclaration,
  categoriesDeclaration,
  analyzeDeclaration,
  aiDeclaration,
  eraseDeclaration,
  importDeclaration,
  exportDeclaration,
  listsDeclaration,
  campaignsDeclaration,
  campaignReadingsDeclaration,
  storiesDeclaration,
  watchesDeclaration,
  relationsDeclaration,
  pairsDeclaration,
  projectsDeclaration,
  connectionsDeclaration,
  ownMediaDeclaration,
  webhooksDeclaration,
  catalogDeclaration,
  publishingDeclaration,
  accountsDeclaration,
  notificationsDeclaration,
  usersDeclaration,
  viewsDeclaration,
  sharesDeclaration,
  outgoingDeclaration,
] as const satisfies readonly Declaration[]

type SettingsOf<D> = D extends { settings: infer Groups } ? Groups[keyof Groups] : never

/** The whole configuration. */
export type Config = CoreConfig & ConfigOf<{ all: SettingsOf<(typeof declarations)[number]> }>

/** Returns the declarations with those that all features share, before them. */
export function withCore(features: readonly Declaration[]): readonly Declaration[] {
  const alertKinds = [...Object.values(CORE_ALERTS), ...alertKindsOf(features)]
  const settings = coreSettings(alertKinds.map(({ kind }) => kind))
  const core = {
    name: 'core',
    settings,
    problems: coreProblems,
    alertKinds: Object.values(CORE_ALERTS),
  }
  return [core, ...features]
}

export const alertKindsOf = (all: readonly Declaration[]): AlertKind[] =>
  all.flatMap(({ alertKinds = [] }) => alertKinds)

export const commandsOf = (all: readonly Declaration[]): Command[] =>
  all.flatMap(({ commands = [] }) => commands)

/** Every setting by its name in the configuration. */
export const settingsOf = (all: readonly Declaration[]): Settings =>
  Object.fromEntries(
    all.flatMap(({ settings = {} }) =>
      Object.values(settings).flatMap((group) => Object.entries(group)),
    ),
  )
