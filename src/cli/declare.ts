import { z } from 'zod'
import { setting } from '../settings/setting.ts'

/** For the commands that talk to a running gramd; gramd itself does not read them. */
export const cliDeclaration = {
  name: 'cli',
  settings: {
    'Commands for a running gramd': {
      cliUrl: setting(
        'GRAMD_URL',
        z.url({ protocol: /^https?$/, error: 'expected https://host' }).optional(),
        'URL of the running gramd, for the commands. By default this machine and GRAMD_PORT.',
      ),
      cliToken: setting(
        'GRAMD_TOKEN',
        z.string().optional(),
        'Bearer token for the commands, from `bin/gramd tokens add`. By default SCRAPER_API_KEY.',
        { isSecret: true },
      ),
    },
  },
} as const
