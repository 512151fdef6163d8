import { operationCommand } from '../../cli/operation-command.ts'
import { fieldHelp } from '../../cli/field-options.ts'
import { DRAFT_FIELDS } from './fields/drafts.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { counted } from '../../cli/show/counted.ts'
import { printable } from '../../base/terminal-text.ts'

const DRAFT = { name: 'DRAFT', about: 'its id, see gramd drafts list' } as const
const DRAFTS = { ...DRAFT, many: true, optional: true } as const

/** The drafts that are named, or a filter: the API refuses both, and neither. */
const CHOSEN = {
  'filter.store': 'all pending ones of this store',
  'filter.confidence': 'all pending ones from 0.8 on, or below',
  'filter.expiring': { about: 'all that expire within two days', isSwitch: true },
  'filter.scan': false,
  'filter.status': false,
  draftIds: false,
  dry_run: false,
  expected: false,
} as const

export const DRAFT_COMMANDS = [
  operationCommand('listProductDrafts', {
    name: 'drafts list',
    summary: 'what posts sell, for you to approve',
    options: {
      store: 'only of this store',
      status: 'only those',
      confidence: 'only from 0.8 on, or below',
      expiring: { about: 'only those that expire within two days', isSwitch: true },
      scan: 'only those that this scan has made or changed',
    },
    view: {
      columns: ['id', 'status', 'name', 'price', 'currency', 'confidence', 'flags', 'expires_at'],
      empty: 'There are none. gramd scan start STORE makes some.',
    },
  }),
  operationCommand('getProductDraft', {
    name: 'drafts show',
    summary: 'one draft, with the evidence of each value',
    words: { id: DRAFT },
  }),
  operationCommand('updateProductDraft', {
    name: 'drafts edit',
    summary: 'correct a draft',
    words: { id: DRAFT },
    options: { ...fieldHelp(DRAFT_FIELDS), pictures: false },
    view: { says: () => 'Corrected the draft.', fields: ['name', 'price', 'edited'] },
  }),
  operationCommand('approveProductDrafts', {
    name: 'drafts approve',
    summary: 'make products of drafts: of those named, or of pending ones that fit',
    words: { ids: DRAFTS },
    options: { ...CHOSEN, reason: false },
    view: { says: (answer) => decided(answer, 'approved'), fields: [] },
  }),
  operationCommand('rejectProductDrafts', {
    name: 'drafts reject',
    summary: 'reject drafts: those named, or pending ones that fit',
    words: { ids: DRAFTS },
    options: { reason: 'why', ...CHOSEN },
    view: { says: (answer) => decided(answer, 'rejected'), fields: [] },
  }),
  operationCommand('restoreProductDraft', {
    name: 'drafts restore',
    summary: 'make a rejected or expired draft of the last 30 days pending again',
    words: { id: DRAFT },
    view: { says: () => 'It is pending again.', fields: ['name', 'expires_at'] },
  }),
]

/** Says how many drafts were decided, and why the others were not. */
function decided(answer: unknown, how: string): string {
  const data = fieldAt(answer, 'data')
  const rows: unknown[] = Array.isArray(data) ? data : []
  const refused = rows.filter((row) => fieldAt(row, 'refused') !== null)
  const done = `${counted(rows.length - refused.length, 'draft')} ${how}.`
  const why = refused.map(
    (row) => `${String(fieldAt(row, 'id'))}: ${printable(String(fieldAt(row, 'message')))}`,
  )
  return [done, ...why].join('\n')
}
