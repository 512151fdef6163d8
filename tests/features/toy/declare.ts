import { z } from 'zod'
import { alertKinds } from '../../../src/alerts/kinds.ts'
import type { Command } from '../../../src/cli/command.ts'
import type { Declaration } from '../../../src/features/declaration.ts'
import { RETENTION, setting, type ConfigOf } from '../../../src/settings/setting.ts'
import { daysOrForever } from '../../../src/settings/types.ts'

export const TOY_ALERTS = alertKinds({
  toy_played: ['info', 'A toy played'],
  toy_broken: ['warning', 'A toy of yours is broken', 'user'],
})

/** No command of gramd: its operation is not in operations.json. */
const PLAY: Command = {
  name: 'toys play',
  summary: 'have a model compose a tune for a creator',
  words: [{ name: 'BLOG', about: 'the id of the creator', field: 'blog_id' }],
  run: async (api, { words }) => await api.send('POST', '/api/toys', { blog_id: words[0] }),
}

/** A feature that gramd does not ship, with nearly every part that a feature may have. */
export const toyDeclaration = {
  name: 'toy',
  settings: {
    Toys: {
      toyMood: setting(
        'GRAMD_TOY_MOOD',
        z.enum(['calm', 'loud']).default('calm'),
        'How toys play.',
      ),
    },
    [RETENTION]: {
      toyRetentionMs: setting(
        'GRAMD_TOY_RETENTION_DAYS',
        daysOrForever.prefault('30'),
        'Retention of tunes, in days; 0 keeps them.',
      ),
    },
  },
  commands: [PLAY],
  alertKinds: Object.values(TOY_ALERTS),
} as const satisfies Declaration

export type ToyConfig = ConfigOf<typeof toyDeclaration.settings>
