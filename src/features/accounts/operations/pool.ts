import { cutPage, pageFields, pageOf, readCursor } from '../../../http/pagination.ts'
import {
  createRoute,
  createRouter,
  json,
  jsonBody,
  problem,
  Timestamp,
  z,
  type Router,
} from '../../../http/router.ts'
import { ACCOUNT_STATES } from '../../../accounts/states.ts'
import {
  resumeWaitingTasks,
  WAITS_FOR_ACCOUNTS,
  WAITS_FOR_TARGETS,
} from '../../../pool/state/transition.ts'
import { switchRenewal } from '../../../pool/sessions/renewal-switch.ts'
import { readPoolStatus } from '../../../pool/accounts/pool-status.ts'
import { liftStop } from '../../../pool/state/stop.ts'
import { listTargets, releaseTarget } from '../../../pool/budget/targets.ts'
import type { Services } from '../../manifest.ts'

const PoolStatusItem = z
  .object({
    accounts: z
      .record(z.enum(ACCOUNT_STATES), z.int())
      .openapi({ description: 'How many are in each state' }),
    proxies: z
      .object({ active: z.int(), dead: z.int(), paused: z.int() })
      .openapi({ description: 'How many are in each state' }),
    in_service: z.int().openapi({
      description: 'Work now, or will by themselves, on a proxy that is alive',
    }),
    min_accounts: z
      .int()
      .openapi({ description: 'Below this number in service, an alert is sent' }),
    stop: z
      .object({
        cause: z.string().openapi({ description: 'The code of an error, or `circuit_breaker`' }),
        until: Timestamp,
      })
      .nullable()
      .openapi({ description: 'Why the whole pool sends nothing' }),
    automatic_renewal: z
      .object({
        on: z.boolean(),
        switched: z.boolean().nullable().openapi({
          description: 'Switched while gramd runs; null: the setting decides',
        }),
        setting: z.boolean().openapi({ description: 'GRAMD_RENEW_SESSIONS' }),
      })
      .openapi({ description: 'Whether gramd renews sessions by itself; an account may differ' }),
    free: z.int().openapi({ description: 'Could be used this moment; counted up to 200' }),
    next_free_at: Timestamp.nullable().openapi({
      description: 'null when one is free now, or when unknown',
    }),
  })
  .openapi('PoolStatus')

const TargetItem = z
  .object({
    target: z.string(),
    accounts: z
      .array(z.string().nullable())
      .openapi({ description: 'That met a challenge on it; null for one that is gone' }),
    last_at: Timestamp,
    quarantined_until: Timestamp.nullable(),
  })
  .openapi('QuarantinedTarget')

const status = createRoute({
  method: 'get',
  path: '/api/pool',
  access: 'accounts:read',
  operationId: 'getPool',
  summary: 'The account pool as a whole',
  responses: { 200: json('Its status', PoolStatusItem) },
})

const change = createRoute({
  method: 'patch',
  path: '/api/pool',
  access: { elevated: 'accounts:write' },
  operationId: 'updatePool',
  summary: 'Switch automatic renewal off or on for all accounts',
  description:
    'Applies at once, in every process and after restarts; a running login continues. null follows ' +
    'GRAMD_RENEW_SESSIONS again. The history of every account records it.',
  request: {
    body: jsonBody(
      z.strictObject({ automatic_renewal: z.boolean().nullable() }).openapi('PoolChange'),
    ),
  },
  responses: { 200: json('Its status', PoolStatusItem), 422: problem('The body is faulty') },
})

const resume = createRoute({
  method: 'post',
  path: '/api/pool/resume',
  access: 'accounts:write',
  operationId: 'resumePool',
  summary: 'End a stop or pause of the whole pool',
  description:
    'Find and fix the cause first: otherwise it costs accounts. Does nothing while the pool is ' +
    'not stopped.',
  responses: { 200: json('Its status', PoolStatusItem) },
})

const targets = createRoute({
  method: 'get',
  path: '/api/pool/targets',
  access: 'accounts:read',
  operationId: 'listQuarantinedTargets',
  summary: 'Targets that are quarantined because two accounts met a challenge on them',
  request: { query: z.strictObject({ ...pageFields }) },
  responses: { 200: json('A page of targets, what ends last first', pageOf(TargetItem)) },
})

const release = createRoute({
  method: 'delete',
  path: '/api/pool/targets/{target}',
  access: 'accounts:write',
  operationId: 'releaseTarget',
  summary: 'Let accounts request a target again',
  description: 'It may cost two more accounts.',
  request: { params: z.object({ target: z.string().min(1).max(300) }) },
  responses: {
    204: { description: 'It may be visited again' },
    404: problem('This target is not quarantined'),
  },
})

const TargetCursor = z.tuple([z.int().nonnegative()])

export function poolRoutes(services: Pick<Services, 'db' | 'log' | 'poolContext'>): Router {
  const { db, log, poolContext } = services
  const readStatus = async () => await readPoolStatus(db, poolContext.limits)
  return createRouter()
    .openapi(status, async (c) => c.json(await readStatus(), 200))
    .openapi(change, async (c) => {
      const { automatic_renewal: isOn } = c.req.valid('json')
      await switchRenewal(poolContext, isOn, c.get('principal').name)
      return c.json(await readStatus(), 200)
    })
    .openapi(resume, async (c) => {
      const stop = await liftStop(db)
      if (stop) {
        log.info({ code: stop.cause, stopped_until: stop.until }, 'pool resumed')
        await resumeWaitingTasks(poolContext, WAITS_FOR_ACCOUNTS)
      }
      return c.json(await readStatus(), 200)
    })
    .openapi(targets, async (c) => {
      const page = c.req.valid('query')
      // Few enough for their place in the list to be the key.
      const offset = readCursor(page, TargetCursor)?.[0] ?? page.offset ?? 0
      const rows = await listTargets(db, { limit: page.limit + 1, offset })
      const key = () => [offset + page.limit]
      return c.json(cutPage(rows, page.limit, { key }), 200)
    })
    .openapi(release, async (c) => {
      await releaseTarget(db, c.req.valid('param').target)
      await resumeWaitingTasks(poolContext, WAITS_FOR_TARGETS)
      return c.body(null, 204)
    })
}
