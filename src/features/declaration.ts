import type { AlertKind } from '../alerts/kinds.ts'
import type { Command } from '../cli/command.ts'
import type { SettingTexts, Settings } from '../settings/setting.ts'

/**
 * A feature before anything of it runs: pure data, which the configuration and the commands read
 * without loading the server.
 */
export type Declaration = {
  name: string
  /** By the title under which people read of them; several features may add to one title. */
  settings?: Readonly<Record<string, Settings>>
  /**
   * Returns the problems of settings that are valid one by one: sentences that begin with the
   * variable and a colon.
   */
  problems?: (values: SettingTexts) => readonly string[]
  /** Commands for a running gramd, in the order of the help. */
  commands?: readonly Command[]
  /** The kinds of alerts that it sends operators. */
  alertKinds?: readonly AlertKind[]
}
