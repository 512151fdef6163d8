import type { Declaration } from '../declaration.ts'
import { z } from 'zod'
import { RETENTION, setting } from '../../settings/setting.ts'
import { daysOrForever, list } from '../../settings/types.ts'

const SECTIONS = [
  'life_situation',
  'lifestyle',
  'content',
  'commercial',
  'audience_inference',
] as const

export const analyzeDeclaration = {
  name: 'analyze',
  settings: {
    OpenAI: {
      aiSections: setting(
        'GRAMD_AI_SECTIONS',
        list.pipe(z.array(z.enum(SECTIONS))).default([...SECTIONS]),
        'Sections of the analysis: any of life_situation, lifestyle, content, commercial, ' +
          'audience_inference.',
      ),
    },
    [RETENTION]: {
      insightsRetentionMs: setting(
        'GRAMD_INSIGHTS_RETENTION_DAYS',
        daysOrForever.prefault('1095'),
        'Retention of replaced insights, in days from their replacement; the newest insights ' +
          'stay. 0 keeps all.',
      ),
    },
  },
} as const satisfies Declaration
