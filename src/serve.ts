import { setTimeout as delay } from 'node:timers/promises'
import type { Registry } from 'prom-client'
import packageJson from '../package.json' with { type: 'json' }
import type { Shutdown } from './base/shutdown.ts'
import type { StopDeadlines } from './base/stop-deadlines.ts'
import { mountConsole } from './console/index.ts'
import type { Feature } from './features/manifest.ts'
import type { Services } from './features/services.ts'
import { createApp } from './http/app.ts'
import type { Router } from './http/router.ts'
import { listenHttp } from './http/server.ts'
import { mountMcp } from './mcp/index.ts'
import { warnOfPublicMedia } from './media/check-public.ts'

type Parts = {
  services: Services
  features: readonly Feature[]
  registry: Registry
  shutdown: Shutdown
  deadlines: StopDeadlines
}

/**
 * Serves the API and the console; in a process without the role `api` only the routes for
 * orchestrators and Prometheus. Returns a function that stops it: load balancers first get time to
 * redirect requests. Throws when the port is in use.
 */
export async function serve(parts: Parts): Promise<() => Promise<void>> {
  const { services, shutdown, deadlines } = parts
  const { log, config } = services
  const hasApi = config.roles.includes('api')
  const app = appOf(parts, hasApi)
  const server = await listenHttp(app, config)
  const { host } = config
  log.info({ host, port: server.port }, hasApi ? 'API listens' : 'probes and metrics listen')
  if (hasApi) {
    warnAtStart(services)
    void warmUp(app, parts)
  }
  return async () => {
    const isDrained = hasApi && shutdown.stopped.aborted
    const drainMs = isDrained ? Math.min(config.drainMs, deadlines.leftMs()) : 0
    await delay(drainMs, undefined, { signal: deadlines.cut }).catch(() => undefined)
    await server.close(deadlines.leftMs())
  }
}

function appOf({ services, features, registry, shutdown }: Parts, hasApi: boolean) {
  const { db, log, clock, config, events, changes } = services
  const app = createApp({
    db,
    log,
    apiKey: config.apiKey,
    authenticators: features.flatMap((feature) => feature.authenticators?.(services) ?? []),
    routers: features.flatMap(({ routes, probes }) =>
      [(hasApi ? routes : probes)?.(services) ?? []].flat(),
    ),
    version: packageJson.version,
    stopping: shutdown.stopped,
    corsOrigins: config.corsOrigins,
    metrics: registry,
    clock,
    isDocumented: hasApi,
  })
  const { cronTimeZone: timeZone, publicUrl, corsOrigins } = config
  const pages = features.flatMap((feature) => feature.pages ?? [])
  const outside = features.flatMap((feature) => feature.outside?.(services) ?? [])
  if (hasApi) mountConsole({ app, events, changes, clock, timeZone, publicUrl, pages, outside })
  const origins = [...corsOrigins, ...(publicUrl === undefined ? [] : [new URL(publicUrl).origin])]
  if (hasApi) mountMcp({ app, version: packageJson.version, origins })
  return app
}

/** The process has answered the first probes by then. */
const WARM_AFTER_MS = 1_000

/**
 * Reads what makes large indexes at its first use, so that no request waits for them. It runs after
 * the start: a process is ready without it.
 */
async function warmUp(app: Router, { services, features, shutdown }: Parts): Promise<void> {
  const { config, log } = services
  const signal = shutdown.stopped
  await delay(WARM_AFTER_MS, undefined, { signal, ref: false }).catch(() => undefined)
  const headers = { authorization: `Bearer ${config.apiKey}` }
  for (const path of features.flatMap(({ warms = [] }) => warms)) {
    if (signal.aborted) return
    const { status } = await app.request(path, { headers }, { isInternal: true })
    if (status !== 200) log.warn({ path, status }, 'could not warm up')
  }
}

function warnAtStart({ config, log }: Services): void {
  const { publicUrl, encryptionKeys: keys } = config
  if (publicUrl !== undefined) void warnOfPublicMedia({ publicUrl, keys, log })
}
