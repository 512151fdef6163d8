import { reportApp } from '../../../accounts/app-profiles.ts'
import { reportServer } from '../../../db/server/server-version.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { json, problem, z } from '../../../http/router.ts'
import { appProfileOf } from '../../../settings/core.ts'
import type { Services } from '../../services.ts'
import { HealthReport, PublicHealth, reportHealth } from '../health-report.ts'
import type { ProcessFacts } from '../process.ts'

export type ReportParts = Pick<
  Services,
  'config' | 'queue' | 'openai' | 'logLoss' | 'clock' | 'readiness'
> &
  ProcessFacts

const operation = operationsFor<ReportParts>()

const Health = z.union([HealthReport, PublicHealth])

export const healthOperations = {
  getHealth: operation.raw({
    method: 'get',
    path: '/api/health',
    access: { optional: 'system:read' },
    summary: 'How gramd is doing',
    description:
      'Without a token the status only, and so without the scope `system:read`. 503 when it is ' +
      'down: as a problem when the database does not answer within 2 s, ' +
      'else with the report that says why.',
    responses: {
      200: json('ok or degraded', Health),
      503: {
        description: 'gramd cannot work',
        content: { 'application/json': { schema: Health }, ...problem('').content },
      },
    },
    async run(_, services, { principal, http, respond }) {
      const report = await reportOf(services, http.get('version'))
      const isTrusted = principal.scopes.includes('system:read')
      const body: z.output<typeof Health> = isTrusted ? report : { status: report.status }
      return respond(body, report.status === 'down' ? 503 : 200)
    },
  }),
}

/** Judges the present vitals. */
export async function reportOf(services: ReportParts, version: string) {
  const { config, queue } = services
  const read = await services.vitals()
  const isExternal = config.databaseUrl !== undefined
  return reportHealth(read, {
    version,
    uptimeSeconds: services.uptimeSeconds(),
    roles: config.roles,
    taskTypes: [...queue.types.keys()],
    openAiConfigured: services.openai !== null,
    logLoss: services.logLoss(),
    unwritable: await services.writeFault(),
    faults: services.readiness.faults(),
    app: reportApp(appProfileOf(config), services.clock.now()),
    // Of gramd's own there may be nothing newer to install; its log and gramd doctor name the
    // fault.
    faultyServer: isExternal ? reportServer(read.server, config) : null,
    warnings: services.warnings,
  })
}
