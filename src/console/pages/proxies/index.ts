import type { ConsolePage } from '../../page.ts'
import { actOnProxy, showProxy } from './detail.ts'
import { formRoutes } from './forms.ts'
import { showProxies } from './list.ts'
import { proxiesWords } from './words.ts'

/** Paths of our own begin with a plus, as no label does. */
export const proxies: ConsolePage = {
  path: '/proxies',
  words: proxiesWords,
  nav: { group: 'work', shape: 'proxies', scope: 'accounts:read' },
  routes: [
    { method: 'GET', path: '/proxies', handle: showProxies },
    ...formRoutes,
    { method: 'GET', path: '/proxies/:proxy', handle: async (page) => await showProxy(page) },
    { method: 'POST', path: '/proxies/:proxy/act', handle: actOnProxy },
  ],
}
