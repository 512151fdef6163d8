import { z } from 'zod'
import { setting } from '../settings/setting.ts'

/** Read by the commands that talk to a running gramd, wherever that runs; gramd itself does not read them. */
export const cliDeclaration = {
  name: 'cli',
  settings: {
    'Commands for a running gramd': {
      cliUrl: setting(
        'GRAMD_URL',
        z.string().optional(),
        'Where gramd runs, for the commands that talk to it. Without it, this machine and GRAMD_PORT.',
      ),
      cliToken: setting(
        'GRAMD_TOKEN',
        z.string().optional(),
        'The bearer token for these commands: one of `npx gramd tokens create`. Without it, SCRAPER_API_KEY.',
        { isSecret: true },
      ),
    },
  },
} as const
