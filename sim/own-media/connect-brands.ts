import { beginConnecting } from '../../src/connections/begin.ts'
import { finishConnecting, takeReturn } from '../../src/connections/finish.ts'
import type { Connections } from '../../src/connections/parts.ts'
import type { GraphLogin } from '../../src/platforms/graph-call.ts'
import type { GraphStandIn } from '../graph/index.ts'

/** Settings of a gramd whose Meta is the stand-in. */
export const graphSettingsOf = ({
  hosts,
  apps,
}: Pick<GraphStandIn, 'hosts' | 'apps'>): Record<string, string> => ({
  GRAMD_PUBLIC_URL: 'http://127.0.0.1:8080',
  META_APP_ID: apps.facebook.id,
  META_APP_SECRET: apps.facebook.secret,
  INSTAGRAM_APP_ID: apps.instagram.id,
  INSTAGRAM_APP_SECRET: apps.instagram.secret,
  META_DIALOG_URL: hosts.dialog,
  GRAPH_FACEBOOK_URL: hosts.facebook,
  INSTAGRAM_AUTH_URL: hosts.instagramAuth,
  INSTAGRAM_API_URL: hosts.instagramApi,
  GRAPH_INSTAGRAM_URL: hosts.instagram,
  GRAPH_UPLOAD_URL: hosts.upload,
})

/** A connected account of a person of the stand-in. */
export type Brand = { connectionId: string; username: string; login: GraphLogin }

/** Signs this person in, as they do in a browser, and connects their only account. */
export async function connectBrand(
  connections: Connections,
  { control }: GraphStandIn,
  { person, login = 'facebook' }: { person: string; login?: GraphLogin },
): Promise<Brand> {
  const { url, state } = await beginConnecting(connections, {
    ownerId: null,
    ownerScope: null,
    login,
    connectionId: null,
    rights: [],
    browser: null,
  })
  const back = new URL(control.consent(url, { as: person })).searchParams
  const dialog = await takeReturn(connections, { state, browser: null })
  const came = { code: back.get('code'), error: back.get('error') }
  const ending = await finishConnecting(connections, dialog, came, AbortSignal.timeout(30_000))
  if (ending.kind !== 'connected') throw new Error(`${person} has several pages`)
  const { connectionId, username } = ending.connected
  return { connectionId, username, login }
}
