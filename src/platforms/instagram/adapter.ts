import type { PlatformAdapter } from '../adapter.ts'
import { checkProxy, PROXY_CHECK_TIMEOUT_MS } from './transport/check-proxy.ts'
import { importSession } from './foreign/import-session.ts'
import { InstagramSession, type InstagramSessionOptions } from './instagram-session.ts'
import { withoutLogin } from './session-state.ts'

export type InstagramAdapterOptions = InstagramSessionOptions & {
  /** Highlights per request; the app asks for 5, the platform refuses more than 20. */
  storiesPerRequest: number
  /** Neutral host:port for proxy checks; not the platform. */
  proxyCheckTarget: string
  /** Real time limit of a proxy check; 10 s by default. */
  proxyCheckTimeoutMs?: number
}

const MAX_STORIES_PER_REQUEST = 20

/** Instagram through its private API, on the operator's own accounts. */
export function createInstagramAdapter(options: InstagramAdapterOptions): PlatformAdapter {
  return {
    app: options.app,
    storiesPerRequest: Math.min(options.storiesPerRequest, MAX_STORIES_PER_REQUEST),
    open: (account) => new InstagramSession(account, options),
    importSession: (input, deviceSeed) => importSession(input, deviceSeed, options),
    withoutLogin,
    checkProxy: (proxyUrl, signal) =>
      checkProxy(
        proxyUrl,
        {
          target: options.proxyCheckTarget,
          ca: options.ca,
          timeoutMs: options.proxyCheckTimeoutMs ?? PROXY_CHECK_TIMEOUT_MS,
        },
        signal,
      ),
  }
}
