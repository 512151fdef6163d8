import type { Settings } from '../settings/setting.ts'

/**
 * What a feature is before anything of it runs: pure data, which the configuration and the commands read without
 * loading the server.
 */
export type Declaration = {
  name: string
  /** By the title under which people read of them; several features may add to one title. */
  settings?: Readonly<Record<string, Settings>>
}
