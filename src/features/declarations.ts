import { CORE_ALERTS, type AlertKind } from '../alerts/kinds.ts'
import { coreProblems, coreSettings, type CoreConfig } from '../settings/core.ts'
import type { ConfigOf, Settings } from '../settings/setting.ts'
import { accountsDeclaration } from './accounts/declare.ts'
import { aiDeclaration } from './ai/declare.ts'
import { analyzeDeclaration } from './analyze/declare.ts'
import type { Declaration } from './declaration.ts'
import { discoverDeclaration } from './discover/declare.ts'
import { eraseDeclaration } from './erase/declare.ts'
import { relationsDeclaration } from './relations/declare.ts'
import { scrapeDeclaration } from './scrape/declare.ts'
import { usersDeclaration } from './users/declare.ts'

/** Every feature as the configuration, the help and the docs know it, in the order in which people read of them. */
export const declarations = [
  scrapeDeclaration,
  discoverDeclaration,
  analyzeDeclaration,
  aiDeclaration,
  eraseDeclaration,
  relationsDeclaration,
  accountsDeclaration,
  usersDeclaration,
] as const satisfies readonly Declaration[]

type SettingsOf<D> = D extends { settings: infer Groups } ? Groups[keyof Groups] : never

/** The whole configuration. */
export type Config = CoreConfig & ConfigOf<{ all: SettingsOf<(typeof declarations)[number]> }>

/** What all features share, declared as they are, and before them. */
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

/** Every setting by its name in the configuration. */
export const settingsOf = (all: readonly Declaration[]): Settings =>
  Object.fromEntries(
    all.flatMap(({ settings = {} }) =>
      Object.values(settings).flatMap((group) => Object.entries(group)),
    ),
  )
