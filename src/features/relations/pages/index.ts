import { actRoutes, exportMembers } from './acts.ts'
import { begin, beginPairs, showNew, showNewPairs } from './begin.ts'
import { showCheck } from './detail.ts'
import { saveExpected, showExpected } from './expected.ts'
import { definePage } from './kit.ts'
import { showChecks, showPairChecks } from './list.ts'
import { showPairs } from './pairs.ts'

const ID = ':id{[0-9a-f-]{36}}'

const relations = definePage({
  path: '/relations',
  nav: { job: 'find', shape: 'relations', scope: 'creators:read' },
  routes: {
    'GET /relations': showChecks,
    'GET /relations/new': showNew,
    'POST /relations/new': begin,
    'GET /relations/pairs': showPairChecks,
    'GET /relations/pairs/new': showNewPairs,
    'POST /relations/pairs/new': beginPairs,
    [`GET /relations/pairs/${ID}`]: showPairs,
    ...actRoutes('/relations/pairs', ID),
    [`GET /relations/${ID}`]: showCheck,
    [`GET /relations/${ID}/export`]: exportMembers,
    [`GET /relations/${ID}/expected`]: async (page) => await showExpected(page),
    [`POST /relations/${ID}/expected`]: saveExpected,
    ...actRoutes('/relations', ID),
  },
})

export const relationsPages = [relations]
