import { z } from 'zod'
import { operationCommand } from '../../cli/operation-command.ts'
import type { Declaration } from '../declaration.ts'

const Health = z.object({
  status: z.string(),
  alerts: z.array(z.object({ code: z.string(), message: z.string() })).default([]),
  accounts: z
    .object({
      need_you: z.array(z.object({ reason: z.string(), next: z.string().nullable() })).default([]),
    })
    .optional(),
})

/** How gramd is doing, in sentences: what is wrong, and who needs what. */
function describeHealth(answer: unknown): string {
  const health = Health.safeParse(answer).data
  if (!health) return ''
  const { status, alerts, accounts } = health
  const needs = (accounts?.need_you ?? []).map(({ reason, next }) =>
    next === null ? `- ${reason}` : `- ${reason}\n    ${next}`,
  )
  // Each account is named below.
  const others = alerts.filter(({ code }) => needs.length === 0 || !code.startsWith('accounts_'))
  const lines = [...others.map(({ message }) => `- ${message}`), ...needs]
  if (lines.length === 0) return status === 'ok' ? 'gramd works.' : `gramd is ${status}.`
  return [`gramd is ${status}:`, ...lines].join('\n')
}

export const healthDeclaration = {
  name: 'health',
  commands: [
    operationCommand('getHealth', {
      name: 'health',
      summary: 'how gramd is doing, and what needs you',
      view: {
        says: describeHealth,
        fields: [
          'accounts.in_service',
          'accounts.total',
          'accounts.free',
          'accounts.next_free_at',
          'publishing.total',
          'publishing.active',
          'publishing.cooling_down',
          'publishing.need_you',
          'tasks.oldest_waiting_seconds',
          'openai.open_batches',
          'uptime_seconds',
          'version',
        ],
      },
    }),
    operationCommand('listNeeds', {
      name: 'needs',
      summary: 'what needs you now, one row for each cause, the most harmful first',
      view: {
        columns: ['kind', 'count', 'since', 'waiting_tasks', 'waiting_accounts', 'recovers_at'],
        empty: 'Nothing needs you.',
      },
    }),
    operationCommand('listSettings', {
      name: 'settings',
      summary: 'the settings in force in the gramd that runs, and where they come from',
      view: { columns: ['variable', 'value', 'source', 'default'] },
    }),
  ],
} as const satisfies Declaration
