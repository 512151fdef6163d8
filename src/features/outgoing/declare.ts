import { alertKinds } from '../../alerts/kinds.ts'
import type { Declaration } from '../declaration.ts'
import { OUTGOING_COMMANDS } from './commands.ts'

export const OUTGOING_ALERTS = alertKinds({
  campaign_report_failed: ['warning', 'A report of a campaign could not be sent'],
  outgoing_webhook_failed: ['warning', 'A webhook does not take rows'],
})

export const outgoingDeclaration = {
  name: 'outgoing',
  commands: OUTGOING_COMMANDS,
  alertKinds: Object.values(OUTGOING_ALERTS),
} as const satisfies Declaration
