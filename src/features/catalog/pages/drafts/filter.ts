import { z } from '../../../../http/router.ts'

export const VIEWS = ['all', 'high', 'low', 'expiring', 'decided'] as const

const Filter = z.object({
  view: z.enum(VIEWS).catch('all'),
  store: z.uuid().optional().catch(undefined),
  /** The import whose drafts the list shows; undefined for all. */
  scan: z.uuid().optional().catch(undefined),
  cursor: z.string().max(500).optional().catch(undefined),
})
export type Filter = z.output<typeof Filter>

export const readFilter = (query: object): Filter => Filter.parse({ view: 'all', ...query })

/** Returns a filter as addresses and forms carry it. */
export const navigationFilter = ({ view, store, scan }: Filter) => ({
  view: view === 'all' ? undefined : view,
  store,
  scan,
})

const confidenceOf = ({ view }: Filter) => (view === 'high' || view === 'low' ? view : undefined)

/** Returns a filter as the list of the API takes it. */
export const queryOf = (filter: Filter) => ({
  store: filter.store,
  scan: filter.scan,
  cursor: filter.cursor,
  status: filter.view === 'decided' ? 'approved,rejected,expired' : 'pending',
  confidence: confidenceOf(filter),
  expiring: filter.view === 'expiring' ? ('true' as const) : undefined,
})

/** Returns a filter as decisions of the API take it: about pending drafts. */
export const bodyOf = (filter: Filter) => ({
  store: filter.store,
  scan: filter.scan,
  confidence: confidenceOf(filter),
  ...(filter.view === 'expiring' && { expiring: true }),
})
