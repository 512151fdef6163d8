import { command, query, word, type Input } from '../../cli/command.ts'
import { variants } from '../../cli/field-options.ts'
import { choice, flag, orNone, PAGE, text, texts } from '../../cli/option.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { counted } from '../../cli/show/counted.ts'
import { printable } from '../../base/terminal-text.ts'

const DRAFT = { name: 'DRAFT', about: 'its id, see gramd drafts list', field: 'id' } as const

const draftPath = (input: Pick<Input, 'words'>): string => `/api/products/drafts/${word(input, 0)}`

const FILTER = {
  store: text('ID', 'all pending ones of this store'),
  confidence: choice(['high', 'low'], 'all pending ones from 0.8 on, or below'),
  expiring: flag('all that expire within two days'),
} as const

/** The drafts that are named, or the filter: the API refuses both, and neither. */
function chosenBy({ words, options: { store, confidence, expiring } }: Input<typeof FILTER>) {
  const filter = { store, confidence, expiring: expiring || undefined }
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  return {
    ids: words.length > 0 ? words : undefined,
    filter: isFiltered ? filter : undefined,
  }
}

export const DRAFT_COMMANDS = [
  command({
    name: 'drafts list',
    summary: 'what posts sell, for you to approve',
    options: {
      store: text('ID', 'only of this store'),
      status: choice(['pending', 'approved', 'rejected', 'expired'], 'only those'),
      confidence: choice(['high', 'low'], 'only from 0.8 on, or below'),
      expiring: flag('only those that expire within two days'),
      ...PAGE,
    },
    view: {
      columns: ['id', 'status', 'name', 'price', 'currency', 'confidence', 'flags', 'expires_at'],
      empty: 'There are none. gramd scan start STORE makes some.',
    },
    run: async (api, { options: { expiring, ...options } }) =>
      await api.send(
        'GET',
        query('/api/products/drafts', { ...options, expiring: expiring || undefined }),
      ),
  }),
  command({
    name: 'drafts show',
    summary: 'one draft, with the evidence of each value',
    words: [DRAFT],
    run: async (api, input) => await api.send('GET', draftPath(input)),
  }),
  command({
    name: 'drafts edit',
    summary: 'correct a draft',
    words: [DRAFT],
    options: {
      name: text('NAME', 'of the product'),
      description: text('TEXT', 'of the product'),
      price: orNone(text('AMOUNT', 'as in 2500.00')),
      'compare-at': orNone(text('AMOUNT', 'an earlier, higher price', 'compare_at_price')),
      currency: text('CODE', 'by ISO 4217'),
      category: orNone(text('NAME', "one of the store's")),
      tags: texts('TAG', 'all of them'),
      variants: variants('all of them, as in size=M,size=L'),
    },
    view: { says: () => 'Corrected the draft.', fields: ['name', 'price', 'edited'] },
    run: async (api, input) => {
      const { 'compare-at': before, ...fields } = input.options
      return await api.send('PATCH', draftPath(input), { ...fields, compare_at_price: before })
    },
  }),
  command({
    name: 'drafts approve',
    summary: 'make products of drafts: of those named, or of pending ones that fit',
    words: [{ ...DRAFT, many: true, optional: true }],
    options: FILTER,
    view: { says: (answer) => decided(answer, 'approved'), fields: [] },
    run: async (api, input) =>
      await api.send('POST', '/api/products/drafts/batch-approve', chosenBy(input)),
  }),
  command({
    name: 'drafts reject',
    summary: 'reject drafts: those named, or pending ones that fit',
    words: [{ ...DRAFT, many: true, optional: true }],
    options: { reason: text('TEXT', 'why'), ...FILTER },
    view: { says: (answer) => decided(answer, 'rejected'), fields: [] },
    run: async (api, input) =>
      await api.send('POST', '/api/products/drafts/batch-reject', {
        ...chosenBy(input),
        reason: input.options.reason,
      }),
  }),
  command({
    name: 'drafts restore',
    summary: 'make a rejected or expired draft of the last 30 days pending again',
    words: [DRAFT],
    view: { says: () => 'It is pending again.', fields: ['name', 'expires_at'] },
    run: async (api, input) => await api.send('POST', `${draftPath(input)}/restore`),
  }),
]

/** How many were decided, and why the others were not. */
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
