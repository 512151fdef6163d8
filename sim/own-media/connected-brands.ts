import { randomUUID } from 'node:crypto'
import type { GraphApi, GraphCall } from '../../src/platforms/graph-api.ts'
import { GraphError } from '../../src/platforms/graph-error.ts'
import type { OwnCall, OwnMediaReader } from '../../src/platforms/own-media-reader.ts'
import type { GraphStandIn } from '../graph/index.ts'

const REDIRECT = 'http://127.0.0.1/api/ig/auth/callback'
const RIGHTS = [
  'instagram_basic',
  'pages_show_list',
  'pages_read_engagement',
  'instagram_manage_insights',
]

/** An account that its owner has connected with Facebook Login. */
export type Brand = {
  connectionId: string
  username: string
  platformId: string
  token: string
}

/** Signs this person of the stand-in in, as a browser would, and takes the account of the first page. */
export async function connectBrand(
  client: GraphApi,
  standIn: GraphStandIn,
  person: string,
): Promise<Brand> {
  const login = 'facebook'
  const signal = AbortSignal.timeout(30_000)
  const asked = { login, redirectUri: REDIRECT, state: randomUUID(), scopes: RIGHTS } as const
  const back = new URL(standIn.control.consent(client.dialogUrl(asked), { as: person }))
  const code = back.searchParams.get('code')
  if (code === null) throw new Error(`${person} was not signed in: ${back.search}`)
  const short = await client.exchangeCode({ login, code, redirectUri: REDIRECT }, { signal })
  const long = await client.extendToken({ login, token: short.token, signal })
  const [page] = await client.pages({ login, token: long.token, signal })
  if (!page?.account) throw new Error(`${person} has no page with an account`)
  const { platformId, username } = page.account
  return {
    connectionId: randomUUID(),
    username: username ?? person,
    platformId,
    token: page.token,
  }
}

/** Reads these accounts through the client, without the budget and the care of connections. */
export function readBrands(client: GraphApi, brands: readonly Brand[]): OwnMediaReader {
  const byId = new Map(brands.map((brand) => [brand.connectionId, brand]))
  const brandOf = ({ connectionId }: OwnCall): Brand => {
    const brand = byId.get(connectionId)
    if (brand) return brand
    throw new GraphError(`no brand ${connectionId}`, {
      kind: 'gone',
      metaCode: null,
      metaSubcode: null,
      httpStatus: null,
      traceId: null,
      retryAfterMs: null,
      userMessage: null,
    })
  }
  const callOf = (call: OwnCall): GraphCall => ({
    login: 'facebook',
    token: brandOf(call).token,
    signal: call.signal,
  })
  return {
    profile: async (call) => await client.profile(callOf(call), brandOf(call).platformId),
    listMedia: async (call, page) =>
      await client.listMedia(callOf(call), brandOf(call).platformId, page),
    media: async (call, id) => await client.media(callOf(call), id),
    mediaInsights: async (call, post) => await client.mediaInsights(callOf(call), post),
    accountInsights: async (call, asked) =>
      await client.accountInsights(callOf(call), brandOf(call).platformId, asked),
  }
}
