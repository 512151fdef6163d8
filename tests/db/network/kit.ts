import { inject } from 'vitest'
import { startNetworkProxy, type NetworkProxy } from '../../../sim/network/proxy.ts'
import { test as base } from '../../fixtures/test.ts'

/** `test` with a path to the database that fails on command: `proxy`, and `proxied`, the URL through it. */
export const test = base.extend<{ proxy: NetworkProxy; proxied: string }>({
  proxy: async ({}, use) => {
    const { hostname: host, port } = new URL(inject('serverUrl'))
    const proxy = await startNetworkProxy({ host, port: Number(port) })
    await use(proxy)
    await proxy.close()
  },
  proxied: async ({ databaseUrl, proxy }, use) => await use(proxy.through(databaseUrl)),
})

/** Dead connections are found quickly in tests. */
export const WATCH = { intervalMs: 20, silentMs: 100 }
