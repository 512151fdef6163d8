import { z } from 'zod'
import { RETENTION, setting } from '../../settings/setting.ts'
import { daysOrForever } from '../../settings/types.ts'
import type { Declaration } from '../declaration.ts'
import { WEBHOOK_COMMANDS } from './commands.ts'

export const webhooksDeclaration = {
  name: 'webhooks',
  settings: {
    'Own posts and their metrics': {
      webhookVerifyToken: setting(
        'GRAMD_WEBHOOK_VERIFY_TOKEN',
        z.string().min(16, 'expected at least 16 characters').max(200).optional(),
        "The verify token that you enter with gramd's webhook in Meta's console " +
          '(docs/own-accounts.md). Without it gramd takes no webhooks and subscribes to none.',
        { isSecret: true },
      ),
    },
    [RETENTION]: {
      webhookRetentionMs: setting(
        'GRAMD_WEBHOOK_RETENTION_DAYS',
        daysOrForever.prefault('30'),
        'Retention of what Meta sent by webhooks, in days; 0 keeps it.',
      ),
    },
  },
  commands: WEBHOOK_COMMANDS,
} as const satisfies Declaration
