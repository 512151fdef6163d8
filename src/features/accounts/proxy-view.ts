import { fault, textMatching } from '../../http/fault.ts'
import { ACCOUNT_STATES } from '../../accounts/states.ts'
import { isUuid } from '../../base/text.ts'
import { Timestamp, z } from '../../http/router.ts'
import {
  PROXY_DEATH_CAUSES,
  PROXY_STATES,
  PROXY_STATUSES,
} from '../../pool/proxies/proxy-health.ts'

export const ProxyItem = z
  .object({
    id: z.uuid(),
    label: z.string().nullable().openapi({ description: 'What you call it', example: 'kz-1' }),
    protocol: z.string().openapi({ description: 'Its type: http, https or socks5' }),
    host: z.string(),
    port: z.int(),
    country: z.string().nullable(),
    state: z.enum(PROXY_STATES),
    status: z.enum(PROXY_STATUSES).openapi({
      description:
        '`checking` failed lately, and its next use or check decides; `failed` is dead: its ' +
        'accounts moved to a spare of the same country, or wait as `proxy_error`',
    }),
    success_rate: z.number().nullable().openapi({
      description: 'Of its last 100 uses, from 0 to 1; null while it was not used',
    }),
    death_cause: z
      .enum(PROXY_DEATH_CAUSES)
      .nullable()
      .openapi({
        description:
          'Why it is dead: `proxy_failed` is looked at again by itself, `ip_blocked` waits for ' +
          'an operator',
      }),
    is_spare: z.boolean(),
    strikes: z.int().openapi({ description: 'Failures since its last success' }),
    last_error: z.string().nullable(),
    last_checked_at: Timestamp.nullable(),
    last_latency_ms: z.int().nullable().openapi({
      description: 'Until a connection was open, at the last check that succeeded',
    }),
    last_ok_at: Timestamp.nullable().openapi({ description: 'When it last carried something' }),
    accounts: z.int().openapi({ description: 'How many accounts use it' }),
    usernames: z.array(z.string()).openapi({ description: 'Of the first three of them by name' }),
    created_at: Timestamp,
  })
  .openapi('Proxy')

export const ProxyDetail = ProxyItem.extend({
  bound_accounts: z.array(
    z.object({ id: z.uuid(), username: z.string(), state: z.enum(ACCOUNT_STATES) }),
  ),
}).openapi('ProxyDetail')

const Country = textMatching(
  z.string(),
  /^[A-Za-z]{2}$/,
  fault('not_a_country', 'expected a country code of two letters, such as KZ'),
)
  .transform((code) => code.toUpperCase())
  .openapi({ type: 'string', example: 'KZ' })

const Spare = z.boolean().openapi({
  description:
    'Kept for the accounts of a dead proxy of the same country (GRAMD_REPLACE_DEAD_PROXIES)',
})

const Label = textMatching(
  z.string().trim(),
  /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,59}$/u,
  fault('not_a_label', 'expected a short name such as kz-1: letters, digits, dots, - and _'),
)
  .refine(
    (label) => !isUuid(label),
    fault('looks_like_id', 'looks like an id: choose another name'),
  )
  .openapi({
    type: 'string',
    description: 'What you call it; names it in commands',
    example: 'kz-1',
  })

export const NewProxy = z
  .strictObject({
    url: z.string().max(2000).openapi({
      description:
        'http, https or socks5, with its credentials, which are stored encrypted and never shown',
      example: 'http://user:password@gate.example:8080',
    }),
    label: Label.optional(),
    country: Country.optional(),
    is_spare: Spare.optional(),
  })
  .openapi('NewProxy')

export const ProxyChange = z
  .strictObject({
    label: Label.nullable()
      .openapi({ type: ['string', 'null'] })
      .optional(),
    country: Country.nullable()
      .openapi({ type: ['string', 'null'] })
      .optional(),
    is_spare: Spare.optional(),
  })
  .refine(
    (body) => Object.values(body).some((value) => value !== undefined),
    fault('nothing_to_change', 'expected something to change'),
  )
  .openapi('ProxyChange')
