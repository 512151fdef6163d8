import { alertKinds } from '../../alerts/kinds.ts'
import { RETENTION, setting } from '../../settings/setting.ts'
import { daysOrForever } from '../../settings/types.ts'
import type { Declaration } from '../declaration.ts'
import { GROUP_COMMANDS } from './group-commands.ts'
import { TRANSLATION_COMMANDS } from './translation-commands.ts'

export const PUBLISHING_ALERTS = alertKinds({
  translation_failing: ['warning', 'No translation service works: captions are written by hand'],
})

export const publishingDeclaration = {
  name: 'publishing',
  settings: {
    [RETENTION]: {
      translationRetentionMs: setting(
        'GRAMD_TRANSLATION_RETENTION_DAYS',
        daysOrForever.prefault(365),
        'Retention of machine translations of captions, in days; 0 keeps them. A later request for the same text is paid again. Corrections by people stay.',
      ),
    },
  },
  commands: [...GROUP_COMMANDS, ...TRANSLATION_COMMANDS],
  alertKinds: Object.values(PUBLISHING_ALERTS),
} as const satisfies Declaration
