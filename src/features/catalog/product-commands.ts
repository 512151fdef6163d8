import { command, query, word, type Input } from '../../cli/command.ts'
import { fieldOptions, fieldsGiven } from '../../cli/field-options.ts'
import { choice, PAGE, text, texts } from '../../cli/option.ts'
import { addFile, readBytes } from '../../cli/read-input.ts'
import { FILE_OPTIONS, saveDownload, WRITTEN } from '../../cli/save-download.ts'
import { fieldAt } from '../../cli/show/answer.ts'
import { counted } from '../../cli/show/counted.ts'
import { printable } from '../../base/terminal-text.ts'
import { UsageError } from '../../cli/usage-error.ts'
import { PRODUCT_FIELDS, PRODUCT_STATES } from './fields/products.ts'
import { STORE } from './store-commands.ts'

const PRODUCT = { name: 'PRODUCT', about: 'its id, see gramd products list', field: 'id' } as const

const productPath = (input: Pick<Input, 'words'>): string => `/api/products/${word(input, 0)}`

/** The name of a new product is a word of its command. */
const { name: _name, ...FIELDS } = PRODUCT_FIELDS

/** How many products are not in a file that was written or have warnings, and where to see why. */
function leftOut(answer: unknown, { words: [store], options: { format } }: Exported): string {
  const parts = [
    ['left_out', 'did not fit'],
    ['warned', 'with warnings of Meta'],
  ].flatMap(([name = '', words]) => {
    const count = fieldAt(answer, name)
    return typeof count !== 'number' || count === 0 ? [] : [`${counted(count, 'product')} ${words}`]
  })
  if (parts.length === 0) return ''
  const checked = format === undefined ? '' : ` --format ${format}`
  return `; ${parts.join(', ')}: gramd products check ${store}${checked} says why`
}
type Exported = { words: readonly string[]; options: { format?: string | undefined } }

/** Lines that people are shown; programs get all of them. */
const MAX_SHOWN = 50

/** A sentence on a whole file, and the lines that were not imported, by number. */
function imported(answer: unknown): string {
  const results = fieldAt(answer, 'results')
  const faulty = (Array.isArray(results) ? results : []).filter(
    (each) => fieldAt(each, 'result') === 'invalid',
  )
  const lines = faulty.slice(0, MAX_SHOWN).map((each) => {
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
  command({
    name: 'products list',
    summary: 'products of stores, newest first',
    options: {
      store: text('ID', 'only of this store'),
      status: choice(PRODUCT_STATES, 'only those'),
      source: choice(['gone', 'dropped'], 'only those whose post is gone, or sells them no more'),
      q: text('TEXT', 'only those with this in their name'),
      ...PAGE,
    },
    view: {
      columns: ['id', 'name', 'price', 'currency', 'status', 'open_conflicts', 'updated_at'],
      empty: 'There are none. gramd drafts approve DRAFT makes one.',
    },
    run: async (api, { options }) => await api.send('GET', query('/api/products', options)),
  }),
  command({
    name: 'products create',
    summary: 'add a product that no post has brought',
    words: [STORE, { name: 'NAME', about: 'of the product', field: 'name' }],
    options: {
      ...fieldOptions(FIELDS),
      source: choice(['manual', 'whatsapp_catalog'], 'where it is from'),
    },
    view: { says: () => 'Added the product.', fields: ['id', 'slug', 'name', 'price', 'status'] },
    run: async (api, input) =>
      await api.send('POST', '/api/products', {
        store: input.words[0],
        name: input.words[1],
        source: input.options['source'],
        ...fieldsGiven(FIELDS, input.options),
      }),
  }),
  command({
    name: 'products show',
    summary: 'one product',
    words: [PRODUCT],
    run: async (api, input) => await api.send('GET', productPath(input)),
  }),
  command({
    name: 'products update',
    summary: 'change a product; its post does not change these fields any more',
    words: [PRODUCT],
    options: fieldOptions(PRODUCT_FIELDS),
    view: { says: () => 'Changed the product.', fields: ['name', 'price', 'status', 'touched'] },
    run: async (api, input) =>
      await api.send('PATCH', productPath(input), fieldsGiven(PRODUCT_FIELDS, input.options)),
  }),
  command({
    name: 'products picture',
    summary: 'add a picture to a product; its post does not change the pictures any more',
    words: [PRODUCT, { name: 'FILE', about: 'a JPEG, PNG or WebP', field: 'file' }],
    view: { says: () => 'Added the picture.', fields: ['id', 'name', 'pictures'] },
    async run(api, input) {
      const form = new FormData()
      await addFile(form, 'file', input.words[1] ?? '')
      return await api.send('POST', `/api/products/pictures/${word(input, 0)}`, form)
    },
  }),
  command({
    name: 'products pictures',
    summary: 'keep these pictures of a product, in this order',
    words: [PRODUCT],
    options: { keep: texts('HASH', 'as gramd products show has them; none takes all away') },
    confirm: ({ options }) =>
      options.keep === undefined ? 'Take all pictures of the product away?' : undefined,
    view: { says: () => 'Changed the pictures.', fields: ['id', 'name', 'pictures'] },
    run: async (api, input) =>
      await api.send('PUT', `/api/products/pictures/${word(input, 0)}`, {
        pictures: input.options.keep ?? [],
      }),
  }),
  command({
    name: 'products delete',
    summary: 'remove a product',
    words: [PRODUCT],
    confirm: ({ words }) => `Remove the product ${words[0]}?`,
    view: { says: () => 'Removed the product.' },
    run: async (api, input) => await api.send('DELETE', productPath(input)),
  }),
  command({
    name: 'products conflicts',
    summary: 'fields that you have changed and whose post says something else now',
    options: {
      state: choice(['open', 'resolved'], 'open unless you say so'),
      store: text('ID', 'only of this store'),
      ...PAGE,
    },
    view: {
      columns: ['product_id', 'product', 'field', 'mine', 'theirs', 'resolved_to', 'created_at'],
      empty: 'There are none.',
    },
    run: async (api, { options }) =>
      await api.send('GET', query('/api/products/conflicts', options)),
  }),
  command({
    name: 'products comments',
    summary: 'comments on posts of your stores, and mentions of their accounts',
    options: {
      store: text('ID', 'only of this store'),
      product: text('ID', 'only of the post of this product'),
      kind: choice(['comment', 'mention'], 'only those'),
      ...PAGE,
    },
    view: {
      columns: ['sent_at', 'kind', 'username', 'text', 'permalink'],
      empty: 'There are none.',
    },
    run: async (api, { options }) =>
      await api.send('GET', query('/api/products/comments', options)),
  }),
  command({
    name: 'products resolve',
    summary: 'settle a conflict of a product',
    words: [
      PRODUCT,
      { name: 'FIELD', about: 'such as price' },
      { name: 'SIDE', about: 'mine or theirs; another value with --value', optional: true },
    ],
    options: { value: text('VALUE', 'another one; as JSON where it is a list') },
    view: { says: () => 'Settled it.', fields: ['name', 'price', 'open_conflicts'] },
    run: async (api, input) =>
      await api.send('POST', `/api/products/conflicts/${word(input, 0)}/resolve`, {
        [input.words[1] ?? '']:
          input.options.value === undefined
            ? input.words[2]
            : { value: valueIn(input.options.value) },
      }),
  }),
  command({
    name: 'products import',
    summary: 'bring products of a store in from a CSV with the columns of an export',
    words: [STORE, { name: 'FILE', about: "the CSV; '-' is standard input" }],
    view: { says: imported, fields: ['ignored_columns'] },
    run: async (api, { words: [store, file = '-'] }) =>
      await api.send('POST', query('/api/products/import', { store }), await readBytes(file)),
  }),
  command({
    name: 'products source',
    summary: 'keep or archive a product whose post is gone or sells it no more',
    words: [PRODUCT, { name: 'CHOICE', about: 'keep or archive', field: 'choice' }],
    view: {
      says: (_, { words }) => (words[1] === 'archive' ? 'Archived it.' : 'It stays in the shop.'),
      fields: ['name', 'status', 'source_kept_at'],
    },
    run: async (api, input) =>
      await api.send('POST', `/api/products/source/${word(input, 0)}`, { choice: input.words[1] }),
  }),
  command({
    name: 'products check',
    summary: 'which products an export leaves out or Meta warns of, and why',
    words: [STORE],
    options: {
      format: choice(['shopify', 'meta', 'woocommerce', 'csv', 'jsonl'], 'csv by default'),
      status: choice(PRODUCT_STATES, 'only those'),
    },
    run: async (api, { words: [store], options: { format = 'csv', status } }) =>
      await api.send('GET', query('/api/products/export/check', { store, format, status })),
  }),
  command({
    name: 'products export',
    summary: 'products of a store as a file for a shop',
    words: [STORE],
    options: {
      format: choice(['shopify', 'meta', 'woocommerce', 'csv', 'jsonl'], 'csv by default'),
      status: choice(PRODUCT_STATES, 'only those'),
      output: FILE_OPTIONS.output,
      force: FILE_OPTIONS.force,
      delimiter: FILE_OPTIONS.delimiter,
      bom: FILE_OPTIONS.bom,
    },
    view: { says: (answer, input) => WRITTEN.says(answer) + leftOut(answer, input) },
    async run(api, { words: [store], options }) {
      const { format = 'csv', status, output, force, delimiter, bom } = options
      const asked = { store, format, status }
      const file = { ...asked, delimiter, bom: bom || undefined }
      const written = await saveDownload(api, query('/api/products/export', file), {
        file: output,
        force: force ?? false,
        format: format === 'jsonl' ? 'jsonl' : 'csv',
        unit: 'row',
      })
      if (written === null) return null
      const check = await api.send('GET', query('/api/products/export/check', asked))
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
