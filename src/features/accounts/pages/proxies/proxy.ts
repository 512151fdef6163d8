import type { IconName } from '../../../../console/icons.ts'
import type { Context, Proxy } from './kit.ts'

type ProxyState = Proxy['state']
export const PROXY_STATES = ['active', 'dead', 'paused'] as const satisfies readonly ProxyState[]

/** The proxy of the address, by id or label, with its version. */
export const proxyOf = async ({ api, param }: Context) =>
  await api.versioned('getProxy', { params: { id: param('proxy') } })

const SIGNS: Readonly<Record<ProxyState, IconName>> = {
  active: 'done',
  dead: 'failed',
  paused: 'paused',
}
export const signOf = (state: ProxyState): IconName => SIGNS[state]

/** Returns what the proxy does now, and why. */
export function causeOf({ t }: Context, proxy: Proxy): string | undefined {
  if (proxy.state === 'paused') return t('cause_paused')
  if (proxy.state === 'dead') return t(`cause_${proxy.death_cause ?? 'proxy_failed'}`)
  return proxy.is_spare ? t('cause_spare') : undefined
}
