import { fieldHelp } from '../../cli/field-options.ts'
import type { OperationInput } from '../../cli/operation-command.ts'
import { operationCommand } from '../../cli/operation-command.ts'
import { callOperation, operationInfo } from '../../cli/operation-request.ts'
import { choice, text } from '../../cli/option.ts'
import { FILE_FIELDS, FILE_OPTIONS, saveFile, WRITTEN } from '../../cli/save-download.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { counted } from '../../cli/show/counted.ts'
import { printable } from '../../base/terminal-text.ts'
import { UsageError } from '../../cli/usage-error.ts'
import { PRODUCT_FIELDS } from './fields/products.ts'
import { STORE } from './store-commands.ts'

const PRODUCT = { name: 'PRODUCT', about: 'its id, see gramd products list' } as const

/** The name of a new product is a word of its command. */
const { name: _name, ...FIELDS } = PRODUCT_FIELDS

/** The fields that may be in conflict. */
const CONFLICT_FIELD = choice(
  Object.keys(operationInfo('resolveProductConflicts').body ?? {}),
  'the field',
)

const FORMAT = { about: 'csv by default', required: false } as const

/** Says how many products are missing in a written file or have warnings, and where to see why. */
function skippedNote(answer: unknown, { words: [store], fields: { format } }: Exported): string {
  const parts = [
    ['left_out', 'did not fit'],
    ['warned', 'with warnings of Meta'],
  ].flatMap(([name = '', words]) => {
    const count = fieldAt(answer, name)
    return typeof count !== 'number' || count === 0 ? [] : [`${counted(count, 'product')} ${words}`]
  })
  if (parts.length === 0) return ''
  const checked = typeof format === 'string' ? ` --format ${format}` : ''
  return `; ${parts.join(', ')}: gramd products check ${store}${checked} says why`
}
type Exported = Pick<OperationInput<'exportProducts'>, 'words' | 'fields'>

/** Lines that people are shown; programs get all of them. */
const MAX_LINES = 50

/** A sentence on a whole file, and the lines that were not imported, by number. */
function imported(answer: unknown): string {
  const results = fieldAt(answer, 'results')
  const faulty = (Array.isArray(results) ? results : []).filter(
    (each) => fieldAt(each, 'result') === 'invalid',
  )
  const lines = faulty.slice(0, MAX_LINES).map((each) => {
    const column = fieldAt(each, 'column')
    const where = typeof column === 'string' ? ` (${column})` : ''
    const line = `  line ${String(fieldAt(each, 'line'))}: ${String(fieldAt(each, 'name'))}${where}`
    return printable(`${line} ${String(fieldAt(each, 'reason'))}`)
  })
  const rest = faulty.length - lines.length
  return [
    `Added ${counted(fieldAt(answer, 'created'), 'product')}; ${String(fieldAt(answer, 'changed'))} changed, ` +
      `${String(fieldAt(answer, 'unchanged'))} unchanged, ${String(fieldAt(answer, 'invalid'))} invalid.`,
    ...lines,
    ...(rest > 0 ? [`  and ${rest} more; --json lists all of them`] : []),
  ].join('\n')
}

export const PRODUCT_COMMANDS = [
  operationCommand('listProducts', {
    name: 'products list',
    summary: 'products of stores, newest first',
    options: {
      store: 'only of this store',
      status: 'only those',
      source: 'only those whose post is gone, or sells them no more',
      q: 'only those with this in their name',
      sort: 'by which field, the newest first without it',
      order: 'lowest or highest first',
    },
    view: {
      columns: ['id', 'name', 'price', 'currency', 'status', 'open_conflicts', 'updated_at'],
      empty: 'There are none. gramd drafts approve DRAFT makes one.',
    },
  }),
  operationCommand('createProduct', {
    name: 'products create',
    summary: 'add a product that no post has brought',
    words: { store: STORE, name: { about: 'of the product' } },
    options: { ...fieldHelp(FIELDS), source: 'where it is from', source_caption: false },
    view: { says: () => 'Added the product.', fields: ['id', 'slug', 'name', 'price', 'status'] },
  }),
  operationCommand('getProduct', {
    name: 'products show',
    summary: 'one product',
    words: { id: PRODUCT },
  }),
  operationCommand('updateProduct', {
    name: 'products update',
    summary: 'change a product; its post does not change these fields any more',
    words: { id: PRODUCT },
    options: {
      ...fieldHelp(PRODUCT_FIELDS),
      slug: { value: 'SLUG', about: 'its address in the shop' },
    },
    view: { says: () => 'Changed the product.', fields: ['name', 'price', 'status', 'touched'] },
  }),
  operationCommand('addProductPicture', {
    name: 'products picture',
    summary: 'add a picture to a product; its post does not change the pictures any more',
    words: { id: PRODUCT, file: { about: 'a JPEG, PNG or WebP' } },
    view: { says: () => 'Added the picture.', fields: ['id', 'name', 'pictures'] },
  }),
  operationCommand('orderProductPictures', {
    name: 'products pictures',
    summary: 'keep these pictures of a product, in this order',
    words: { id: PRODUCT },
    options: {
      pictures: {
        option: 'keep',
        value: 'HASH',
        about: 'as gramd products show has them; none takes all away',
        required: false,
      },
    },
    confirm: ({ fields }) =>
      fields.pictures === undefined ? 'Take all pictures of the product away?' : undefined,
    view: { says: () => 'Changed the pictures.', fields: ['id', 'name', 'pictures'] },
    values: ({ fields }) => ({ pictures: fields.pictures ?? [] }),
  }),
  operationCommand('deleteProduct', {
    name: 'products delete',
    summary: 'remove a product',
    words: { id: PRODUCT },
    confirm: ({ words }) => `Remove the product ${words[0]}?`,
    view: { says: () => 'Removed the product.' },
  }),
  operationCommand('listProductConflicts', {
    name: 'products conflicts',
    summary: 'fields that you have changed and whose post says something else now',
    options: {
      state: 'open unless you say so',
      store: 'only of this store',
      product: 'only of this product',
    },
    view: {
      columns: ['product_id', 'product', 'field', 'mine', 'theirs', 'resolved_to', 'created_at'],
      empty: 'There are none.',
    },
  }),
  operationCommand('listProductComments', {
    name: 'products comments',
    summary: 'comments on posts of your stores, and mentions of their accounts',
    options: {
      store: 'only of this store',
      product: 'only of the post of this product',
      kind: 'only those',
    },
    view: {
      columns: ['sent_at', 'kind', 'username', 'text', 'permalink'],
      empty: 'There are none.',
    },
  }),
  operationCommand('resolveProductConflicts', {
    name: 'products resolve',
    summary: 'settle a conflict of a product',
    words: { id: PRODUCT },
    ownWords: [
      {
        name: 'FIELD',
        about: 'such as price',
        read: (input) => CONFLICT_FIELD.read(input, new Date(0)),
      },
      { name: 'SIDE', about: 'mine or theirs; another value with --value', optional: true },
    ],
    options: false,
    own: { value: text('VALUE', 'another one; as JSON where it is a list') },
    view: { says: () => 'Settled it.', fields: ['name', 'price', 'open_conflicts'] },
    values: ({ words: [, field = '', side], options: { value } }) => ({
      [field]: value === undefined ? side : { value: valueIn(value) },
    }),
  }),
  operationCommand('importProducts', {
    name: 'products import',
    summary: 'bring products of a store in from a CSV with the columns of an export',
    words: { store: STORE, file: { about: "the CSV; '-' is standard input" } },
    view: { says: imported, fields: ['ignored_columns'] },
  }),
  operationCommand('decideProductSource', {
    name: 'products source',
    summary: 'keep or archive a product whose post is gone or sells it no more',
    words: { id: PRODUCT, choice: { about: 'keep or archive' } },
    view: {
      says: (_, { words }) => (words[1] === 'archive' ? 'Archived it.' : 'It stays in the shop.'),
      fields: ['name', 'status', 'source_loss_accepted_at'],
    },
  }),
  operationCommand('checkProductExport', {
    name: 'products check',
    summary: 'which products an export leaves out or Meta warns of, and why',
    words: { store: STORE },
    options: { format: FORMAT, status: 'only those' },
    values: ({ fields }) => ({ format: fields.format ?? 'csv' }),
  }),
  operationCommand('exportProducts', {
    name: 'products export',
    summary: 'products of a store as a file for a shop',
    words: { store: STORE },
    options: { ...FILE_FIELDS, format: FORMAT, status: 'only those', decimal: false },
    own: FILE_OPTIONS,
    view: { says: (answer, input) => WRITTEN.says(answer) + skippedNote(answer, input) },
    values: ({ fields }) => ({ format: fields.format ?? 'csv' }),
    async run(call, input) {
      const written = await saveFile('row')(call, input)
      if (written === null) return null
      const { store, format = 'csv', status } = input.fields
      const check = await callOperation(call.api, 'checkProductExport', { store, format, status })
      const many = (name: string): number => {
        const rows = fieldAt(check, name)
        return Array.isArray(rows) ? rows.length : 0
      }
      return { ...written, left_out: many('left_out'), warned: many('warned') }
    },
  }),
]

/** Lists are written as JSON, everything else as it is. */
function valueIn(text: string): unknown {
  if (!text.startsWith('[')) return text
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new UsageError(`--value: ${error instanceof Error ? error.message : 'no JSON'}`, {
      cause: error,
    })
  }
}
