import { ACCOUNT_STATES } from '../../../accounts/states.ts'
import { z } from '../../../http/router.ts'
import type { Page } from '../../page.ts'
import type { ShapeName } from '../../shapes.ts'
import { sayIn } from '../../words.ts'
import { proxiesWords } from './words.ts'

export const PROXY_STATES = ['active', 'dead', 'paused'] as const
type ProxyState = (typeof PROXY_STATES)[number]

/** What these pages read of a proxy. */
export const Proxy = z.object({
  id: z.string(),
  label: z.string().nullable(),
  protocol: z.string(),
  host: z.string(),
  port: z.int(),
  country: z.string().nullable(),
  state: z.enum(PROXY_STATES),
  death_cause: z.enum(['proxy_failed', 'ip_blocked']).nullable(),
  is_spare: z.boolean(),
  strikes: z.int(),
  last_error: z.string().nullable(),
  last_checked_at: z.string().nullable(),
  last_latency_ms: z.int().nullable(),
  last_ok_at: z.string().nullable(),
  accounts: z.int(),
  usernames: z.array(z.string()),
  success_rate: z.number().nullable(),
  created_at: z.string(),
})
export type Proxy = z.output<typeof Proxy>

export const Proxies = z.object({ data: z.array(Proxy), next_cursor: z.string().nullable() })

export const ProxyDetail = Proxy.extend({
  bound_accounts: z.array(
    z.object({ id: z.string(), username: z.string(), state: z.enum(ACCOUNT_STATES) }),
  ),
})
export type ProxyDetail = z.output<typeof ProxyDetail>

/** The proxy of the address, by id or label. */
export const proxyOf = async (page: Page): Promise<ProxyDetail> =>
  await page.ask(
    `GET /api/proxies/${encodeURIComponent(page.c.req.param('proxy') ?? '')}`,
    ProxyDetail,
  )

const SIGNS: Readonly<Record<ProxyState, ShapeName>> = {
  active: 'done',
  dead: 'failed',
  paused: 'paused',
}
export const signOf = (state: ProxyState): ShapeName => SIGNS[state]

/** What it does now, and why. */
export function causeOf({ language }: Page, proxy: Proxy): string | undefined {
  const say = sayIn(language, proxiesWords)
  if (proxy.state === 'paused') return say('cause_paused')
  if (proxy.state === 'dead') return say(`cause_${proxy.death_cause ?? 'proxy_failed'}`)
  return proxy.is_spare ? say('cause_spare') : undefined
}
