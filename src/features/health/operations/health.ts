import { reportApp } from '../../../accounts/app-profiles.ts'
import { reportServer } from '../../../db/server-version.ts'
import { appProfileOf } from '../../../settings/core.ts'
import { unsafeSettings } from '../../../settings/load.ts'
import { settingsOf } from '../../declarations.ts'
import { createRoute, createRouter, json, problem, z, type Router } from '../../../http/router.ts'
import type { Services } from '../../manifest.ts'
import { addSettingsRoutes } from './settings.ts'
import { HealthReport, PublicHealth, reportHealth } from '../health-report.ts'
import { readVitals } from '../store/vitals.ts'
import { PROBE_MS, probeRoutes, sharedProbe } from './probes.ts'

const health = createRoute({
  method: 'get',
  path: '/api/health',
  access: { optional: 'system:read' },
  operationId: 'getHealth',
  summary: 'How gramd is doing',
  description:
    'Without a token the status only, and so without the scope `system:read`. 503 when it is down: as a problem when the database does not answer within 2 s, ' +
    'else with the report that says why.',
  responses: {
    200: json('ok or degraded', z.union([HealthReport, PublicHealth])),
    503: {
      description: 'gramd cannot work',
      content: {
        'application/json': { schema: z.union([HealthReport, PublicHealth]) },
        ...problem('').content,
      },
    },
  },
})

type Parts = Pick<
  Services,
  | 'db'
  | 'config'
  | 'declarations'
  | 'queue'
  | 'openai'
  | 'logLoss'
  | 'clock'
  | 'readiness'
  | 'writing'
>

export function healthRoutes(services: Parts): Router {
  const { db, config, queue } = services
  const startedAt = performance.now()
  const warnings = unsafeSettings(settingsOf(services.declarations), config)
  const vitals = sharedProbe(async () => await readVitals(db, PROBE_MS))
  const writing = sharedProbe(async () => await services.writing.fault())
  const router = createRouter()
  const uptimeSeconds = () => Math.floor((performance.now() - startedAt) / 1_000)
  addSettingsRoutes(router, services, uptimeSeconds)

  router.openapi(health, async (c) => {
    const read = await vitals()
    const unwritable = await writing()
    const isExternal = config.databaseUrl !== undefined
    const report = reportHealth(read, {
      version: c.get('version'),
      uptimeSeconds: uptimeSeconds(),
      roles: config.roles,
      taskTypes: [...queue.types.keys()],
      openAiConfigured: services.openai !== null,
      logLoss: services.logLoss(),
      unwritable,
      faults: services.readiness.faults(),
      app: reportApp(appProfileOf(config), services.clock.now()),
      // Of gramd's own there may be nothing newer to install; its log and gramd doctor name the fault.
      faultyServer: isExternal ? reportServer(read.server, config) : null,
      warnings,
    })
    const isTrusted = c.get('principal').scopes.includes('system:read')
    const body = isTrusted ? report : { status: report.status }
    return c.json(body, report.status === 'down' ? 503 : 200)
  })
  router.route('/', probeRoutes(services))
  return router
}
