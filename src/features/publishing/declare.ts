import { z } from 'zod'
import { alertKinds } from '../../alerts/kinds.ts'
import { RETENTION, setting } from '../../settings/setting.ts'
import { days, daysOrForever } from '../../settings/types.ts'
import type { Declaration } from '../declaration.ts'
import { GROUP_COMMANDS } from './group-commands.ts'
import { MEDIA_COMMANDS } from './media-commands.ts'
import { TRANSLATION_COMMANDS } from './translation-commands.ts'

export const PUBLISHING_ALERTS = alertKinds({
  translation_failing: ['warning', 'No translation service works: captions are written by hand'],
})

export const publishingDeclaration = {
  name: 'publishing',
  settings: {
    Publishing: {
      uploadsFolder: setting(
        'GRAMD_UPLOADS_DIR',
        z.string().min(1).default('.gramd/uploads'),
        'Folder for the pictures and videos that editors upload for posts. Replicas must share it, and it must not lie in memory; a backup of the database does not contain it.',
      ),
    },
    [RETENTION]: {
      uploadRetentionMs: setting(
        'GRAMD_UPLOAD_RETENTION_DAYS',
        days.prefault(7),
        'After how many days gramd deletes an upload that no post uses.',
      ),
      translationRetentionMs: setting(
        'GRAMD_TRANSLATION_RETENTION_DAYS',
        daysOrForever.prefault(365),
        'Retention of machine translations of captions, in days; 0 keeps them. A later request for the same text is paid again. Corrections by people stay.',
      ),
    },
  },
  commands: [...GROUP_COMMANDS, ...MEDIA_COMMANDS, ...TRANSLATION_COMMANDS],
  alertKinds: Object.values(PUBLISHING_ALERTS),
} as const satisfies Declaration
