import { Timestamp, z } from '../../http/router.ts'

export const PROXY_STATES = ['active', 'dead', 'paused'] as const

/** How a path names a proxy. */
export const ProxyParams = z.object({
  id: z.string().min(1).max(60).openapi({ description: 'Its id, or its label', example: 'kz-1' }),
})

export const ProxyItem = z
  .object({
    id: z.uuid(),
    label: z.string().nullable().openapi({ description: 'What you call it', example: 'kz-1' }),
    protocol: z.string(),
    host: z.string(),
    port: z.int(),
    country: z.string().nullable(),
    state: z.string().openapi({ description: PROXY_STATES.join(', ') }),
    death_cause: z.string().nullable().openapi({
      description:
        'Why it is dead: `proxy_failed` is looked at again by itself, `ip_blocked` waits for an operator',
    }),
    is_spare: z.boolean(),
    strikes: z.int().openapi({ description: 'Failures since its last success' }),
    last_error: z.string().nullable(),
    last_checked_at: Timestamp.nullable(),
    last_ok_at: Timestamp.nullable().openapi({ description: 'When it last carried something' }),
    accounts: z.int().openapi({ description: 'How many accounts use it' }),
    created_at: Timestamp,
  })
  .openapi('Proxy')

export const ProxyDetail = ProxyItem.extend({
  bound_accounts: z.array(z.object({ id: z.uuid(), username: z.string(), state: z.string() })),
}).openapi('ProxyDetail')
