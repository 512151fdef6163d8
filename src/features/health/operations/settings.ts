import { operationsFor } from '../../../http/operations/verbs.ts'
import { z } from '../../../http/router.ts'
import type { Services } from '../../services.ts'
import type { ProcessFacts } from '../process.ts'
import { Setting } from '../setting-view.ts'

type Needed = Pick<Services, 'config'> & Pick<ProcessFacts, 'settings' | 'uptimeSeconds'>

const operation = operationsFor<Needed>()

export const settingOperations = {
  listSettings: operation.get({
    path: '/api/settings',
    access: 'system:read',
    tags: ['health'],
    summary: 'The settings in force in this process',
    description: 'Secrets are only said to be set or not. docs/settings.md describes all settings.',
    answer: z
      .object({
        version: z.string(),
        roles: z.array(z.string()),
        uptime_seconds: z.int(),
        data: z.array(Setting),
      })
      .openapi('Settings'),
    success: 'Every setting, in the order of docs/settings.md',
    run: async (_, { config, settings, uptimeSeconds }, { http }) =>
      await Promise.resolve({
        version: http.get('version'),
        roles: [...config.roles],
        uptime_seconds: uptimeSeconds(),
        data: settings,
      }),
  }),
}
