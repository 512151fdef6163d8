import type { ConsolePage, Route } from '../../page.ts'
import { actsOf, exportMembers } from './acts.ts'
import { begin, beginPairs, showNew, showNewPairs } from './begin.ts'
import { showCheck } from './detail.ts'
import { showChecks, showPairChecks } from './list.ts'
import { showPairs } from './pairs.ts'
import { relationsWords } from './words.ts'

const ID = ':id{[0-9a-f-]{36}}'

function actRoutes(path: '/relations' | '/relations/pairs'): Route[] {
  const { confirm, askStop, stop, goOn } = actsOf(path)
  return [
    { method: 'POST', path: `${path}/${ID}/confirm`, handle: confirm },
    { method: 'GET', path: `${path}/${ID}/stop`, handle: askStop },
    { method: 'POST', path: `${path}/${ID}/stop`, handle: stop },
    { method: 'POST', path: `${path}/${ID}/continue`, handle: goOn },
  ]
}

export const relations: ConsolePage = {
  path: '/relations',
  words: relationsWords,
  nav: { group: 'creators', shape: 'relations', scope: 'creators:read' },
  routes: [
    { method: 'GET', path: '/relations', handle: showChecks },
    { method: 'GET', path: '/relations/new', handle: showNew },
    { method: 'POST', path: '/relations/new', handle: begin },
    { method: 'GET', path: '/relations/pairs', handle: showPairChecks },
    { method: 'GET', path: '/relations/pairs/new', handle: showNewPairs },
    { method: 'POST', path: '/relations/pairs/new', handle: beginPairs },
    { method: 'GET', path: `/relations/pairs/${ID}`, handle: showPairs },
    ...actRoutes('/relations/pairs'),
    { method: 'GET', path: `/relations/${ID}`, handle: showCheck },
    { method: 'GET', path: `/relations/${ID}/export`, handle: exportMembers },
    ...actRoutes('/relations'),
  ],
}
