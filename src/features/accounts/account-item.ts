import { Timestamp, z } from '../../http/router.ts'
import { AppState } from '../../http/app-state.ts'
import { ACCOUNT_PURPOSES, ACCOUNT_STATES } from '../../accounts/states.ts'
import { getAccount, readActivity, type AccountView } from '../../pool/accounts/account-views.ts'
import type { Services } from '../services.ts'
import {
  findPublishingAccounts,
  PublishingAccountView,
  viewPublishingAccount,
  type PublishingAccount,
} from '../publishing/index.ts'

const Budget = z.object({ limit: z.int(), left: z.int() })
const AccountStateName = z.enum(ACCOUNT_STATES)

export const Session = z
  .object({
    exists: z.boolean(),
    is_valid: z.boolean().openapi({
      description:
        'There is one and none of its cookies has ended; `verified_at` is when Instagram last ' +
        'took it',
    }),
    source: z.enum(['login', 'sessionid', 'file']).nullable(),
    created_at: Timestamp.nullable(),
    age_seconds: z.int().nullable(),
    expires_at: Timestamp.nullable().openapi({ description: 'When its first cookie ends' }),
    verified_at: Timestamp.nullable(),
  })
  .openapi('AccountSession')

const App = AppState.extend({ version_code: z.string(), bloks_version_id: z.string() }).openapi(
  'App',
  {
    description:
      'The build of Instagram that the account says it is: the one that its session was made ' +
      'with, until it is raised',
  },
)

export const Account = z
  .object({
    id: z.uuid(),
    kind: z.literal('pool'),
    username: z.string(),
    platform_id: z.string().nullable(),
    purpose: z.enum(ACCOUNT_PURPOSES).openapi({
      description: '`publish`: never used to read creators',
    }),
    state: AccountStateName,
    paused_from: AccountStateName.nullable().openapi({
      description: 'The state that a pause ends in',
    }),
    rest_until: Timestamp.nullable(),
    rest_code: z
      .string()
      .nullable()
      .openapi({ description: 'Why it rests', example: 'rate_limited' }),
    problem: z
      .object({
        reason: z.string().openapi({ example: 'Instagram refused the password of our.reader.' }),
        next: z.string().nullable().openapi({
          description: 'The command that helps; null where waiting does',
          example: 'gramd accounts password our.reader',
        }),
        code: z.string().nullable().openapi({
          description: 'Of what brought it there, for programs; null where the state says all',
          example: 'bad_credentials',
        }),
      })
      .nullable()
      .openapi({ description: 'Why it does not work; null while it does' }),
    health: z.int().openapi({ description: '0 to 100' }),
    strikes: z.int().openapi({ description: 'Counts unreadable answers' }),
    free_at: Timestamp.openapi({ description: 'Since when it is free, or when it will be' }),
    is_leased: z.boolean().openapi({ description: 'A worker holds it right now' }),
    has_password: z.boolean(),
    password_refused_at: Timestamp.nullable().openapi({
      description: 'Instagram refused the password; it is not tried again before it is replaced',
    }),
    awaits_code: z.boolean().openapi({
      description: 'A login waits for a second factor: POST …/challenge with the code',
    }),
    renewal_at: Timestamp.nullable().openapi({
      description:
        'In `needs_login`: when gramd logs it in again by itself; null when a person has to',
    }),
    session: Session,
    app: App.nullable().openapi({
      description: 'null before its first login, which takes the configured one',
    }),
    login_outdated_at: Timestamp.nullable().openapi({
      description:
        'Instagram refused its last login because of the version of the app; it does not log ' +
        'in by itself before it has a newer one',
    }),
    last_used_at: Timestamp.nullable(),
    last_login_at: Timestamp.nullable(),
    last_error: z.string().nullable(),
    warm_up_from: Timestamp.nullable(),
    time_zone: z.string().nullable(),
    notes: z.string().nullable(),
    created_at: Timestamp,
    proxy: z
      .object({
        id: z.uuid(),
        label: z.string().nullable(),
        host: z.string(),
        port: z.int(),
        state: z.string(),
      })
      .nullable(),
    budget: z
      .object({ hour: Budget, day: Budget })
      .openapi({ description: 'Its own, in any 60 minutes and 24 hours; lower in a warm-up' }),
    logins: Budget.extend({
      next_at: Timestamp.nullable().openapi({ description: 'null when one may be made now' }),
    }).openapi({ description: 'Logins, in any 24 hours' }),
    automatic_renewal: z.boolean().openapi({
      description: 'Its own switch; GET /api/pool shows the one for all accounts',
    }),
    publishing: PublishingAccountView.nullable().openapi({
      description: 'As those who publish on it know it; null for an account that reads',
    }),
  })
  .openapi('Account')

export const AccountDetail = Account.extend({
  last_24_hours: z
    .object({
      requests: z.int(),
      logins: z.int(),
      errors: z.int().openapi({ description: 'Of both, without answers about the target' }),
      by_outcome: z.array(
        z.object({
          kind: z.enum(['request', 'login']),
          outcome: z.string().openapi({
            description: '`ok`, the code of an error, or `open` while it is under way',
            example: 'rate_limited',
          }),
          count: z.int(),
        }),
      ),
    })
    .openapi({ description: 'What it sent' }),
}).openapi('AccountDetail')

/** Throws NoSuchRecordError. */
export async function readAccountDetail(
  { db, poolContext, config }: Pick<Services, 'db' | 'poolContext' | 'config'>,
  id: string,
) {
  const account = await getAccount(db, poolContext.limits, id)
  const [publishing] = await findPublishingAccounts(db, [id])
  return {
    ...withPublishing(account, publishing, config),
    last_24_hours: await readActivity(db, id),
  }
}

/** An account of the pool, with what it is as one that publishes. */
export const withPublishing = (
  account: AccountView,
  row: PublishingAccount | undefined,
  { publishWarmupPosts: warmupPosts }: Pick<Services['config'], 'publishWarmupPosts'>,
) => ({
  ...account,
  kind: 'pool' as const,
  publishing: row ? viewPublishingAccount(row, { hasDetails: true, warmupPosts }) : null,
})
