import {
  cursorFields,
  cutPage,
  pageFields,
  readCursor,
  type Page,
  type PageRequest,
} from '../pagination.ts'
import { json, z } from '../router.ts'
import {
  contextOf,
  inputOf,
  refusalsOf,
  routeOf,
  type Answerable,
  type Declared,
  type None,
  type RequestContext,
  type Schema,
  type Sent,
} from './declared.ts'
import type { Operation } from './operation.ts'

type SortKey = readonly (string | number | null)[]
type Shape = Readonly<Record<string, Schema>>
type ItemOf<A extends Schema> =
  z.output<A> extends { data: readonly (infer Item)[] } ? Answerable<Item> : never

/** The input of a handler to read one page, and to make it of the rows. */
type PageInput<After, Key, Item> = {
  /** How many rows to read: one more than the page has shows that there are more. */
  take: number
  /** Rows to step over; only of a list that takes `offset`. */
  offset: number | undefined
  /** The key of the last row of the page before. */
  after: After | undefined
  cut<Row extends Item>(rows: readonly Row[], key: (row: Row) => Key): Page<Item>
  cut<Row>(rows: readonly Row[], key: (row: Row) => Key, item: (row: Row) => Item): Page<Item>
}

/** A list that is read page by page; K is the key of a row, which the cursor holds. */
export type Listing<
  S,
  P extends Schema,
  F extends Shape,
  A extends z.ZodType<{ data: readonly unknown[] }>,
  K extends z.ZodType<SortKey>,
> = Omit<Declared<P, None, None>, 'query' | 'body'> & {
  filter?: F
  /** `pageOf(View)`. */
  answer: A
  success: string
  key: K
  /** For lists that also take `offset`. */
  hasOffset?: true
  run(
    input: {
      params: z.output<P>
      query: z.output<z.ZodObject<F>>
      page: PageInput<z.output<K>, Readonly<z.input<K>>, ItemOf<A>>
    },
    services: S,
    context: RequestContext,
  ): Promise<Answerable<z.output<A>>>
}

/** The query of a call: the filter, and which page. */
type PageQuery<F extends Shape> = ([keyof F] extends [never] ? unknown : Sent<z.ZodObject<F>>) & {
  limit?: number | string | undefined
  cursor?: string | undefined
  offset?: number | string | undefined
}

export function listing<
  S,
  P extends Schema,
  F extends Shape,
  A extends z.ZodType<{ data: readonly unknown[] }>,
  K extends z.ZodType<SortKey>,
>(
  declared: Listing<S, P, F, A, K>,
): Operation<S, { params: z.input<P>; query: PageQuery<F>; body: undefined; answer: z.output<A> }> {
  const { filter, answer, success, key, hasOffset, run } = declared
  const query = z.strictObject({ ...filter, ...(hasOffset ? pageFields : cursorFields) })
  const responses = { 200: json(success, answer), ...refusalsOf(declared) }
  return {
    route: { ...routeOf({ ...declared, query }, 'get'), responses },
    async handle(services, c) {
      const { params, query: sent } = await inputOf<P, Schema, None>(c, services)
      const { limit, offset, cursor, ...others } = sent as PageRequest
      const page = {
        take: limit + 1,
        offset,
        after: readCursor({ limit, offset, cursor }, key),
        cut: (
          rows: readonly unknown[],
          keyOf: (row: unknown) => SortKey,
          item = (row: unknown): unknown => row,
        ) => cutPage(rows, limit, { key: keyOf, item }),
      }
      const input: unknown = { params, query: others, page }
      const answered = await run(input as Parameters<typeof run>[0], services, contextOf(c))
      return c.json(answered as object, 200)
    },
  }
}
