import { actOnProxy, showProxy } from './detail.ts'
import { formRoutes } from './forms.ts'
import { definePage } from './kit.ts'
import { showProxies } from './list.ts'

/** Paths of our own begin with a plus, as no label does. */
export const proxiesPage = definePage({
  path: '/proxies',
  nav: { job: 'system', shape: 'proxies', scope: 'accounts:read' },
  routes: {
    'GET /proxies': showProxies,
    ...formRoutes,
    'GET /proxies/:proxy': async (page) => await showProxy(page),
    'POST /proxies/:proxy/act': actOnProxy,
  },
})
