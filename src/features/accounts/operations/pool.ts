import { ACCOUNT_STATES } from '../../../accounts/states.ts'
import { operationsFor } from '../../../http/operations/verbs.ts'
import { pageOf } from '../../../http/pagination.ts'
import { Timestamp, z } from '../../../http/router.ts'
import { readPoolStatus } from '../../../pool/accounts/pool-status.ts'
import { listTargets, releaseTarget } from '../../../pool/budget/targets.ts'
import { switchRenewal } from '../../../pool/sessions/renewal-switch.ts'
import { liftStop } from '../../../pool/state/stop.ts'
import {
  resumeWaitingTasks,
  WAITS_FOR_ACCOUNTS,
  WAITS_FOR_TARGETS,
} from '../../../pool/state/transition.ts'
import type { Services } from '../../services.ts'

const operation = operationsFor<Pick<Services, 'db' | 'log' | 'poolContext'>>()

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

/**
 * Returns the switches that a person has set, if any: not the values that follow from them and the
 * settings.
 */
const version = ({ automatic_renewal }: z.output<typeof Switches>) => automatic_renewal.switched
const Switches = PoolStatusItem.pick({ automatic_renewal: true })

const PoolChange = z
  .strictObject({ automatic_renewal: z.boolean().nullable() })
  .openapi('PoolChange')

/** All accounts together, and the targets that cost them challenges. */
export const poolOperations = {
  getPool: operation.get({
    path: '/api/pool',
    access: 'accounts:read',
    summary: 'The account pool as a whole',
    answer: PoolStatusItem,
    success: 'Its status',
    version,
    run: async (_, { db, poolContext }) => await readPoolStatus(db, poolContext.limits),
  }),

  updatePool: operation.update({
    path: '/api/pool',
    access: { elevated: 'accounts:write' },
    summary: 'Switch automatic renewal off or on for all accounts',
    description:
      'Applies at once, in every process and after restarts; a running login continues. null ' +
      'follows ' +
      'GRAMD_RENEW_SESSIONS again. The history of every account records it.',
    body: PoolChange,
    answer: PoolStatusItem,
    success: 'Its status',
    refusals: { 422: 'The body is faulty' },
    version,
    async run({ body }, { db, poolContext }, { principal, requireMatch }) {
      await switchRenewal(
        poolContext,
        body.automatic_renewal,
        principal.name,
        async (tx) => await requireMatch(async () => await readPoolStatus(tx, poolContext.limits)),
      )
      return await readPoolStatus(db, poolContext.limits)
    },
  }),

  resumePool: operation.act({
    path: '/api/pool/resume',
    access: 'accounts:write',
    summary: 'End a stop or pause of the whole pool',
    description:
      'Find and fix the cause first: otherwise it costs accounts. Does nothing while the pool is ' +
      'not stopped.',
    answer: PoolStatusItem,
    success: 'Its status',
    async run(_, { db, log, poolContext }) {
      const stop = await liftStop(db)
      if (stop) {
        log.info({ code: stop.cause, stopped_until: stop.until }, 'pool resumed')
        await resumeWaitingTasks(poolContext, WAITS_FOR_ACCOUNTS)
      }
      return await readPoolStatus(db, poolContext.limits)
    },
  }),

  listQuarantinedTargets: operation.list({
    path: '/api/pool/targets',
    access: 'accounts:read',
    summary: 'Targets that are quarantined because two accounts met a challenge on them',
    hasOffset: true,
    answer: pageOf(TargetItem),
    success: 'A page of targets, what ends last first',
    // Few enough for their place in the list to be the key.
    key: z.tuple([z.int().nonnegative()]),
    async run({ page }, { db }) {
      const offset = page.after?.[0] ?? page.offset ?? 0
      const rows = await listTargets(db, { limit: page.take, offset })
      return page.cut(rows, () => [offset + page.take - 1])
    },
  }),

  releaseTarget: operation.remove({
    path: '/api/pool/targets/{target}',
    access: 'accounts:write',
    summary: 'Let accounts request a target again',
    description: 'It may cost two more accounts.',
    params: z.object({ target: z.string().min(1).max(300) }),
    success: 'It may be visited again',
    refusals: { 404: 'This target is not quarantined' },
    async run({ params }, { db, poolContext }) {
      await releaseTarget(db, params.target)
      await resumeWaitingTasks(poolContext, WAITS_FOR_TARGETS)
    },
  }),
}
