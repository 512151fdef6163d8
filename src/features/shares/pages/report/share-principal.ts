import type { Principal } from '../../../../http/access/principal.ts'
import type { Share } from '../../fields/share.ts'

type Allowed = {
  /** Paths of GET. */
  paths: readonly string[]
  /** Paths that name creators in `ids`, which must all be of the link. */
  idPaths: readonly string[]
  /** Paths with exactly this query. */
  queried: ReadonlyMap<string, string>
}

/**
 * The principal of a link: it may read what the link shows, by the operations that show it to
 * users, and nothing else. `creators` are those of the link now; `picture` and `viewQuery` are of
 * one request.
 */
export function sharePrincipal(
  share: Share,
  creators: readonly string[],
  { picture, viewQuery }: { picture?: string; viewQuery?: string } = {},
): Principal {
  const known = new Set(creators)
  const allowed = allowedBy(share, creators, { picture, viewQuery })
  const paths = new Set(allowed.paths)
  return {
    kind: 'share',
    id: `share:${share.id}`,
    name: 'link',
    scopes:
      share.subject === 'view' || isOfResults(share)
        ? ['exports:read']
        : ['creators:read', 'lists:read'],
    isElevated: false,
    user: null,
    allows: ({ method, path, query }) => {
      if (method !== 'GET') return false
      if (paths.has(path)) return true
      if (allowed.queried.get(path) === query.toString()) return true
      const ids = query.getAll('ids').flatMap((each) => each.split(','))
      return allowed.idPaths.includes(path) && ids.length > 0 && ids.every((id) => known.has(id))
    },
  }
}

const ID_PATHS = ['/api/blogs/compare', '/api/blogs/previews', '/api/blogs/reasons']

const isOfResults = ({ kind, csv_rows: rows }: Share): boolean =>
  kind === 'csv' && rows === 'results'

function allowedBy(
  share: Share,
  creators: readonly string[],
  { picture, viewQuery }: { picture: string | undefined; viewQuery: string | undefined },
): Allowed {
  const { subject, list_id: list, show_prices: hasPrices } = share
  if (isOfResults(share)) {
    const path = `/api/campaigns/${list}/export`
    return { paths: [], idPaths: [], queried: new Map([[path, `prices=${hasPrices}`]]) }
  }
  const ofCreator = (id: string) => [
    `/api/blogs/${id}`,
    `/api/blogs/${id}/assessment`,
    `/api/blogs/${id}/standing`,
    ...(hasPrices && list === null ? [`/api/blogs/${id}/lists`] : []),
  ]
  const ofList = list === null ? [] : [`/api/lists/${list}/fields`, `/api/lists/${list}/members`]
  const ofCampaign =
    subject === 'campaign'
      ? ['', '/results', '/summary'].map((part) => `/api/campaigns/${list}${part}`)
      : []
  return {
    paths: [
      ...creators.flatMap(ofCreator),
      ...ofList,
      ...ofCampaign,
      ...(picture === undefined ? [] : [`/api/media/${picture}`]),
    ],
    idPaths: subject === 'view' ? [] : ID_PATHS,
    queried: new Map(viewQuery === undefined ? [] : [['/api/blogs/export', viewQuery]]),
  }
}
