import { ownerScopeOf } from '../../../../http/access/owner.ts'
import { operationsFor } from '../../../../http/operations/verbs.ts'
import { json, problem, rawBody, z } from '../../../../http/router.ts'
import type { Services } from '../../../services.ts'
import { storeQuery, tags } from '../../stores/store-view.ts'
import { getStore } from '../../stores/store/stores/stores.ts'
import { importProducts } from '../import-products.ts'
import { IMPORTED, MAX_LINES, readProductFile } from '../read-product-file.ts'

const operation = operationsFor<Pick<Services, 'db'>>()

/** A thousand products with long descriptions. */
const MAX_FILE_BYTES = 4 * 1024 * 1024

const ProductImport = z
  .object({
    created: z.int(),
    changed: z.int(),
    unchanged: z.int(),
    invalid: z.int(),
    ignored_columns: z.array(z.string()),
    results: z.array(
      z.object({
        line: z.int().openapi({ description: 'As editors count: the header is 1' }),
        name: z.string(),
        result: z.enum(['created', 'changed', 'unchanged', 'invalid']),
        product_id: z.uuid().nullable(),
        column: z.string().nullable(),
        reason: z.string().nullable(),
        code: z.string().nullable().openapi({ description: 'The code of the fault' }),
        limits: z.record(z.string(), z.number()).optional(),
      }),
    ),
  })
  .openapi('ProductImport')

/** Products come from files when Instagram cannot be read. */
export const importOperations = {
  importProducts: operation.raw({
    method: 'post',
    path: '/api/products/import',
    access: 'own:write',
    tags,
    summary: 'Bring products of a store in from a CSV file',
    description:
      `The columns are those of an export (format csv), in any order: ${IMPORTED.join(', ')}; ` +
      'name is required, and others are ignored. A line with the id, the slug or the sku of a ' +
      'product of the store changes what differs; another one makes a product. An empty cell ' +
      'says nothing. A faulty line is named with its reason and costs no other; all others are ' +
      `written together. Pictures are added one by one. At most ${MAX_LINES} lines.`,
    query: z.strictObject({ store: storeQuery }),
    body: rawBody('text/csv', {
      maxBytes: MAX_FILE_BYTES,
      schema: { type: 'string', example: 'name,price,currency\nLeather bag,900.00,KES\n' },
    }),
    responses: {
      200: json('What became of each line', ProductImport),
      404: problem('No such store of yours'),
      422: problem('The file as a whole is faulty'),
    },
    async run({ query }, { db }, { principal, http, respond }) {
      const scope = ownerScopeOf(principal)
      const store = await getStore(db, scope, query.store)
      const { lines, ignoredColumns } = readProductFile(await http.req.arrayBuffer())
      const results = await importProducts(db, scope, store, lines)
      const count = (result: string): number =>
        results.filter((each) => each.result === result).length
      const answer: z.output<typeof ProductImport> = {
        created: count('created'),
        changed: count('changed'),
        unchanged: count('unchanged'),
        invalid: count('invalid'),
        ignored_columns: ignoredColumns,
        results,
      }
      return respond(answer, 200)
    },
  }),
}
