import type { AlertKind } from '../alerts/kinds.ts'
import type { Command } from '../cli/command.ts'
import type { SettingTexts, Settings } from '../settings/setting.ts'

/**
 * What a feature is before anything of it runs: pure data, which the configuration and the commands
 * read without loading the server.
 */
export type Declaration = {
  name: string
  /** By the title under which people read of them; several features may add to one title. */
  settings?: Readonly<Record<string, Settings>>
  /**
   * What is wrong with settings that are right one by one: sentences that begin with the variable
   * and a colon.
   */
  problems?: (values: SettingTexts) => readonly string[]
  /** Commands for a running gramd, in the order of the help. */
  commands?: readonly Command[]
  /** What it alerts operators of. */
  alertKinds?: readonly AlertKind[]
}
