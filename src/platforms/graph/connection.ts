import type { GraphCall, GraphLogin } from '../graph-call.ts'
import type { CallContext } from './errors.ts'
import {
  request,
  type Ask,
  type GraphApp,
  type GraphApps,
  type GraphHosts,
  type RequestOptions,
} from './request.ts'
import { withoutEnd } from '../../base/text.ts'

/** The parts shared by all calls. */
export type GraphConnection = {
  version: string
  hosts: GraphHosts
  /** The configuration of Facebook Login for Business. */
  loginConfigId: string | undefined
  logins: readonly GraphLogin[]
  /** Throws when the login is not configured. */
  appOf(login: GraphLogin): GraphApp
  send(ask: Ask): Promise<unknown>
  /** Reads below the version, with the owner's token. */
  get(call: GraphCall, params: ReadRequest): Promise<unknown>
  /** Changes something below the version; the form is not secret. */
  change(call: GraphCall, params: ChangeRequest): Promise<unknown>
}

type ChangeRequest = {
  method: 'POST' | 'DELETE'
  path: string
  form?: Readonly<Record<string, string>>
  /** The name of the call in messages. */
  what: string
}

type ReadRequest = {
  path: string
  query: Readonly<Record<string, string>>
  /** The name of the call in messages. */
  what: string
  context?: CallContext
}

export type ConnectionOptions = {
  /** The version, such as `v25.0`. */
  version: string
  hosts: GraphHosts
  apps: GraphApps
  loginConfigId: string | undefined
} & RequestOptions

export function createConnection(options: ConnectionOptions): GraphConnection {
  const { version, apps, loginConfigId } = options
  const hosts = withoutSlashes(options.hosts)
  const send = async (ask: Ask): Promise<unknown> => await request(ask, options)
  const appOf = (login: GraphLogin): GraphApp => {
    const app = apps[login]
    if (!app) throw new Error(`the app of the login '${login}' is not configured`)
    return app
  }
  const ask = async (
    { login, token, signal, onUsage, onSent }: GraphCall,
    { path, ...params }: Omit<Ask, 'url' | 'app' | 'signal'> & { path: string },
  ): Promise<unknown> => {
    const app = appOf(login)
    const isFacebook = login === 'facebook'
    const host = isFacebook ? hosts.facebook : hosts.instagram
    return await send({
      url: `${host}/${version}/${path}`,
      ...params,
      token,
      // Not documented for the host of Instagram Login.
      ...(isFacebook && { proveWith: app.secret }),
      app,
      signal,
      onUsage,
      onSent,
    })
  }
  return {
    version,
    hosts,
    loginConfigId,
    logins: (['facebook', 'instagram'] as const).filter((login) => apps[login] !== undefined),
    appOf,
    send,
    get: ask,
    change: ask,
  }
}

const withoutSlashes = (hosts: GraphHosts): GraphHosts => {
  const bare = (url: string): string => withoutEnd(url, '/')
  const { dialog, facebook, instagramAuth, instagramApi, instagram, upload } = hosts
  return {
    dialog: bare(dialog),
    facebook: bare(facebook),
    instagramAuth: bare(instagramAuth),
    instagramApi: bare(instagramApi),
    instagram: bare(instagram),
    upload: bare(upload),
  }
}
