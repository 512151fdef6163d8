import { setTimeout as delay } from 'node:timers/promises'
import type { Registry } from 'prom-client'
import packageJson from '../package.json' with { type: 'json' }
import type { Shutdown } from './base/shutdown.ts'
import type { StopDeadlines } from './base/stop-deadlines.ts'
import { mountConsole } from './console/index.ts'
import type { Feature } from './features/manifest.ts'
import type { Services } from './features/services.ts'
import { createApp } from './http/app.ts'
import { listenHttp } from './http/server.ts'
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
  const server = await listenHttp(appOf(parts, hasApi), config)
  const { host } = config
  log.info({ host, port: server.port }, hasApi ? 'API listens' : 'probes and metrics listen')
  if (hasApi) warnAtStart(services)
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
  const { cronTimeZone: timeZone, publicUrl } = config
  const pages = features.flatMap((feature) => feature.pages ?? [])
  if (hasApi) mountConsole({ app, events, changes, clock, timeZone, publicUrl, pages })
  return app
}

function warnAtStart({ config, log }: Services): void {
  const { publicUrl, encryptionKeys: keys } = config
  if (publicUrl !== undefined) void warnOfPublicMedia({ publicUrl, keys, log })
}
