import type { GraphOAuth, GraphSignatures } from '../graph-api.ts'
import { createConnection } from './connection.ts'
import { createOAuth } from './oauth.ts'
import type { GraphApps, GraphHosts } from './request.ts'
import { createSignatures } from './signatures.ts'

export type GraphClientOptions = {
  /** Such as `v25.0`. */
  version: string
  hosts: GraphHosts
  /** A login without its app is not offered. */
  apps: GraphApps
  /** The configuration of Facebook Login for Business that takes the place of the rights. */
  loginConfigId?: string | undefined
  /** Real ms until an answer is complete. */
  timeoutMs: number
  fetch?: typeof globalThis.fetch
}

/** The client of Meta's official API. It knows HTTP alone: no database, no budget, no retries. */
export function createGraphClient(options: GraphClientOptions): GraphOAuth & GraphSignatures {
  const { version, hosts, apps, loginConfigId, timeoutMs, fetch = globalThis.fetch } = options
  const connection = createConnection({ version, hosts, apps, loginConfigId, timeoutMs, fetch })
  return { ...createOAuth(connection), ...createSignatures(apps) }
}
