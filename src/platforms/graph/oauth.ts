import { z } from 'zod'
import type {
  GraphDialog,
  GraphOAuth,
  GraphPage,
  GraphPermissions,
  GraphToken,
  GraphTokenState,
} from '../graph-api.ts'
import type { GraphCall, GraphRequest } from '../graph-call.ts'
import {
  decimal,
  flatOrData,
  id,
  items,
  names,
  readAnswer,
  requiredText,
  seconds,
  text,
  webAddress,
} from '../graph-answers.ts'
import type { GraphConnection } from './connection.ts'
import { eachPage } from './paging.ts'

const Token = z
  .object({
    access_token: requiredText,
    expires_in: decimal,
    user_id: id.nullable().catch(null),
    permissions: names,
  })
  .transform((answer): GraphToken => {
    const { access_token: token, expires_in: expiresIn, permissions } = answer
    const expiresInMs = expiresIn !== null && expiresIn > 0 ? expiresIn * 1_000 : null
    return { token, expiresInMs, userId: answer.user_id, scopes: permissions }
  })

/** Creates the OAuth calls of both logins, each with its own app, hosts and grants. */
export function createOAuth(connection: GraphConnection): GraphOAuth {
  const { logins, appOf } = connection
  return {
    logins,
    appIdOf: (login) => appOf(login).id,
    dialogUrl: (dialog) => dialogUrl(connection, dialog),
    async exchangeCode({ login, code, redirectUri }, request) {
      const { hosts, version } = connection
      const app = appOf(login)
      const url =
        login === 'facebook'
          ? `${hosts.facebook}/${version}/oauth/access_token`
          : `${hosts.instagramApi}/oauth/access_token`
      const answer = await connection.send({
        ...request,
        method: 'POST',
        url,
        form: {
          client_id: app.id,
          client_secret: app.secret,
          ...(login === 'instagram' && { grant_type: 'authorization_code' }),
          redirect_uri: redirectUri,
          code: cleanCode(code),
        },
        app,
        what: 'the exchange of the code',
      })
      return readAnswer(flatOrData(Token), answer, 'answer to a code')
    },
    extendToken: async (call) => await extendToken(connection, call),
    refreshToken: async (call) => await refreshToken(connection, call),
    inspectToken: async (token, request) => await inspectToken(connection, token, request),
    permissions: async (call) => await permissions(connection, call),
    pages: async (call) => await pages(connection, call),
    revoke: async (call) => await revoke(connection, call),
  }
}

/** Facebook and Instagram append a fragment to the address, which some browsers keep. */
const cleanCode = (code: string): string => code.replace(/#_(=_)?$/, '')

function dialogUrl({ hosts, version, appOf, loginConfigId }: GraphConnection, dialog: GraphDialog) {
  const { login, redirectUri, state, scopes, again } = dialog
  const isFacebook = login === 'facebook'
  const url = new URL(
    isFacebook
      ? `${hosts.dialog}/${version}/dialog/oauth`
      : `${hosts.instagramAuth}/oauth/authorize`,
  )
  const ask = (name: string, value: string): void => url.searchParams.set(name, value)
  ask('client_id', appOf(login).id)
  ask('redirect_uri', redirectUri)
  ask('response_type', 'code')
  ask('state', state)
  // A configuration of Facebook Login for Business replaces the list of rights.
  if (isFacebook && loginConfigId !== undefined) ask('config_id', loginConfigId)
  else ask('scope', scopes.join(','))
  if (isFacebook && again) ask('auth_type', again)
  if (!isFacebook) {
    ask('enable_fb_login', '0')
    if (again) ask('force_reauth', 'true')
  }
  return url.href
}

async function extendToken(connection: GraphConnection, call: GraphCall): Promise<GraphToken> {
  const { hosts, version, appOf } = connection
  const { login, token, ...request } = call
  const app = appOf(login)
  const what = 'the long-lived token'
  const answer =
    login === 'facebook'
      ? await connection.send({
          ...request,
          method: 'POST',
          url: `${hosts.facebook}/${version}/oauth/access_token`,
          form: {
            grant_type: 'fb_exchange_token',
            client_id: app.id,
            client_secret: app.secret,
            fb_exchange_token: token,
          },
          app,
          what,
        })
      : await connection.send({
          ...request,
          url: `${hosts.instagram}/access_token`,
          // Meta accepts both only in the query here.
          query: {
            grant_type: 'ig_exchange_token',
            client_secret: app.secret,
            access_token: token,
          },
          app,
          what,
        })
  return readAnswer(Token, answer, 'answer to a short-lived token')
}

async function refreshToken(connection: GraphConnection, call: GraphCall): Promise<GraphToken> {
  const { login, token, ...request } = call
  if (login !== 'instagram') throw new Error('tokens of Facebook Login are not refreshed')
  const answer = await connection.send({
    ...request,
    url: `${connection.hosts.instagram}/refresh_access_token`,
    query: { grant_type: 'ig_refresh_token', access_token: token },
    app: connection.appOf(login),
    what: 'the renewed token',
  })
  return readAnswer(Token, answer, 'answer to a renewal')
}

const Target = z.object({ scope: z.string(), target_ids: z.array(id).optional() })

const TokenState = z.object({
  data: z.object({
    is_valid: z.boolean(),
    type: text,
    user_id: id.nullable().catch(null),
    profile_id: id.nullable().catch(null),
    issued_at: seconds,
    expires_at: seconds,
    data_access_expires_at: seconds,
    scopes: names,
    granular_scopes: items,
    error: z.object({ code: z.number(), subcode: decimal }).nullable().catch(null),
  }),
})

async function inspectToken(
  connection: GraphConnection,
  token: string,
  request: GraphRequest,
): Promise<GraphTokenState> {
  const app = connection.appOf('facebook')
  const answer = await connection.send({
    ...request,
    url: `${connection.hosts.facebook}/${connection.version}/debug_token`,
    query: { input_token: token },
    token: `${app.id}|${app.secret}`,
    app,
    what: 'the state of the token',
  })
  const { data } = readAnswer(TokenState, answer, 'state of a token')
  const limits = data.granular_scopes.flatMap((item) => Target.safeParse(item).data ?? [])
  return {
    isValid: data.is_valid,
    kind: data.type,
    userId: data.user_id,
    pageId: data.profile_id,
    issuedAt: data.issued_at,
    expiresAt: data.expires_at,
    dataAccessExpiresAt: data.data_access_expires_at,
    scopes: data.scopes ?? [],
    targets: Object.fromEntries(
      limits.flatMap(({ scope, target_ids: ids }) => (ids ? [[scope, ids]] : [])),
    ),
    fault: data.error && { metaCode: data.error.code, metaSubcode: data.error.subcode },
  }
}

const Permission = z.object({ permission: z.string(), status: z.string() })

async function permissions(
  connection: GraphConnection,
  call: GraphCall,
): Promise<GraphPermissions> {
  const answer = await connection.get(call, {
    path: 'me/permissions',
    query: { limit: '200' },
    what: 'the rights',
  })
  const { data } = readAnswer(z.object({ data: z.array(Permission) }), answer, 'list of rights')
  const withStatus = (wanted: string): string[] =>
    data.flatMap(({ permission, status }) => (status === wanted ? permission : []))
  return {
    granted: withStatus('granted'),
    declined: withStatus('declined'),
    expired: withStatus('expired'),
  }
}

const PAGE_FIELDS =
  'id,name,access_token,tasks,instagram_business_account{id,username,name,profile_picture_url}'

const Page = z
  .object({
    id,
    name: text,
    access_token: requiredText,
    tasks: names,
    instagram_business_account: z
      .object({ id, username: text, name: text, profile_picture_url: webAddress })
      .nullish(),
  })
  .transform((page): GraphPage => {
    const account = page.instagram_business_account
    return {
      id: page.id,
      name: page.name ?? page.id,
      token: page.access_token,
      tasks: page.tasks ?? [],
      account: account
        ? {
            platformId: account.id,
            username: account.username?.toLowerCase() ?? null,
            name: account.name,
            pictureUrl: account.profile_picture_url,
          }
        : null,
    }
  })

async function pages(connection: GraphConnection, call: GraphCall): Promise<GraphPage[]> {
  const found: GraphPage[] = []
  const query = { fields: PAGE_FIELDS, limit: '100' }
  const list = { path: 'me/accounts', query, what: 'list of pages' }
  for await (const { data } of eachPage(connection, call, list)) {
    found.push(...readAnswer(z.array(Page), data, 'list of pages'))
  }
  return found
}

async function revoke(connection: GraphConnection, call: GraphCall): Promise<boolean> {
  if (call.login !== 'facebook') return false
  const { hosts, version, appOf } = connection
  const { token, login, ...request } = call
  const app = appOf(login)
  await connection.send({
    ...request,
    method: 'DELETE',
    url: `${hosts.facebook}/${version}/me/permissions`,
    token,
    proveWith: app.secret,
    app,
    what: 'the withdrawal of the grant',
  })
  return true
}
