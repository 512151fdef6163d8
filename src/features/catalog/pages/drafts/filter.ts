import { withQuery } from '../../../../console/parts/pager.ts'
import { z } from '../../../../http/router.ts'

export const PATH = '/console/drafts'

/** Drafts to decide: all, and those that need less or more attention. */
const OPEN_VIEWS = ['all', 'clear', 'look', 'expiring'] as const
export const DECIDED_VIEWS = ['approved', 'rejected', 'expired'] as const

const Filter = z.object({
  view: z.enum([...OPEN_VIEWS, ...DECIDED_VIEWS, 'skipped']).catch('all'),
  store: z.uuid().optional().catch(undefined),
  /** The import whose drafts the list shows; undefined for all. */
  scan: z.uuid().optional().catch(undefined),
  cursor: z.string().max(500).optional().catch(undefined),
  /** The draft that is shown; undefined: the first. */
  draft: z.uuid().optional().catch(undefined),
  /** The picture of it that is shown large. */
  picture: z.coerce.number().int().min(1).max(10).optional().catch(undefined),
  /** The draft that was decided a moment ago. */
  undo: z.uuid().optional().catch(undefined),
})
export type Filter = z.output<typeof Filter>

export const readFilter = (query: object): Filter => Filter.parse({ view: 'all', ...query })

export const isDecided = ({ view }: Filter): boolean =>
  DECIDED_VIEWS.some((decided) => decided === view)

/** Returns a filter as addresses and forms carry it. */
export const navigationFilter = ({ view, store, scan }: Filter) => ({
  view: view === 'all' ? undefined : view,
  store,
  scan,
})

/** Returns the address of a draft on the present page of the list. */
export const addressOfDraft = (filter: Filter, draft: string | undefined): string =>
  withQuery(PATH, { ...navigationFilter(filter), cursor: filter.cursor, draft })

/** Whether the drafts of a view read clearly; undefined for both. */
const isClear = ({ view }: Filter): boolean | undefined =>
  view === 'clear' ? true : view === 'look' ? false : undefined

/** Returns a filter as the list of the API takes it. */
export function queryOf(filter: Filter) {
  const clear = isClear(filter)
  return {
    store: filter.store,
    scan: filter.scan,
    cursor: filter.cursor,
    status: isDecided(filter) ? filter.view : 'pending',
    clear: clear === undefined ? undefined : (`${clear}` as const),
    expiring: filter.view === 'expiring' ? ('true' as const) : undefined,
  }
}

/** Returns a filter as decisions of the API take it: about pending drafts. */
export const bodyOf = (filter: Filter) => ({
  store: filter.store,
  scan: filter.scan,
  clear: isClear(filter),
  ...(filter.view === 'expiring' && { expiring: true }),
})
