import { BUDGET_MODES } from '../../connections/budget.ts'
import { CONNECTION_STATES, type Connection } from '../../connections/connections-store.ts'
import type { UsageNow } from '../../connections/usage-now.ts'
import { Timestamp, z } from '../../http/router.ts'

export const LOGINS = ['facebook', 'instagram'] as const

export const ConnectionView = z
  .object({
    id: z.uuid(),
    owner: z
      .object({ id: z.uuid(), name: z.string().nullable() })
      .nullable()
      .openapi({ description: 'Null: the service’s' }),
    ig_user_id: z.string(),
    username: z.string(),
    name: z.string().nullable(),
    kind: z.enum(['business', 'creator']).nullable(),
    login: z.enum(LOGINS),
    page: z
      .object({ id: z.string(), name: z.string().nullable() })
      .nullable()
      .openapi({ description: 'Of Facebook Login' }),
    state: z.enum(CONNECTION_STATES).openapi({
      description:
        'expiring: authorize again within two weeks; auth_error and revoked: nothing is read ' +
        'until the owner authorizes again; error: Meta restricts it for now',
    }),
    state_reason: z
      .string()
      .nullable()
      .openapi({ description: 'For programs', example: 'password_changed' }),
    state_text: z.string().nullable().openapi({ description: 'For people' }),
    rights: z.object({
      granted: z.array(z.string()),
      missing: z.array(z.string()).openapi({
        description: 'Asked for and not granted; GET /api/ig/auth/url with `rights` asks again',
      }),
    }),
    token_expires_at: Timestamp.nullable().openapi({ description: 'Null: never' }),
    data_access_expires_at: Timestamp.nullable(),
    connected_at: Timestamp,
    authorized_at: Timestamp,
    checked_at: Timestamp.nullable().openapi({
      description: 'Meta was asked about the token last',
    }),
    last_sync_at: Timestamp.nullable(),
    usage: z
      .object({
        percent: z.number().openapi({ description: 'Of Meta’s limits, the fullest one' }),
        mode: z.enum(BUDGET_MODES).openapi({
          description:
            'slowed: calls are spaced; urgent_only: only what a person waits for; stopped: ' +
            'nothing is sent',
        }),
        free_at: Timestamp.nullable(),
        reported_at: Timestamp.nullable(),
      })
      .openapi({ description: 'Of the limits of the account and of the app' }),
  })
  .openapi('OwnAccount')
export type ConnectionView = z.output<typeof ConnectionView>

export const ConnectionDetails = ConnectionView.extend({
  uses: z.array(z.object({ what: z.string(), count: z.int() })).openapi({
    description: 'What hangs on it, by kind',
    example: [{ what: 'own_posts', count: 40 }],
  }),
}).openapi('OwnAccountDetails')

const iso = (time: Date | null): string | null => time?.toISOString() ?? null

export const viewConnection = (
  row: Connection,
  { usage, lastSyncAt }: { usage: UsageNow; lastSyncAt: Date | null },
): ConnectionView => ({
  id: row.id,
  owner: row.owner_id === null ? null : { id: row.owner_id, name: row.owner_name },
  ig_user_id: row.platform_id,
  username: row.username,
  name: row.name,
  kind: row.kind,
  login: row.login,
  page: row.page_id === null ? null : { id: row.page_id, name: row.page_name },
  state: row.state,
  state_reason: row.state_reason,
  state_text: row.state_text,
  rights: { granted: row.rights_granted, missing: row.rights_missing },
  token_expires_at: iso(row.token_expires_at),
  data_access_expires_at: iso(row.data_access_expires_at),
  connected_at: row.created_at.toISOString(),
  authorized_at: row.authorized_at.toISOString(),
  checked_at: iso(row.checked_at),
  last_sync_at: iso(lastSyncAt),
  usage: {
    percent: Math.round(usage.percent),
    mode: usage.mode,
    free_at: iso(usage.freeAt),
    reported_at: iso(usage.reportedAt),
  },
})
