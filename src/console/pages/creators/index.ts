import type { ConsolePage } from '../../page.ts'
import { addCreators, addForm } from './add.ts'
import { changeMany } from './bulk.ts'
import { compareCreators, sendComparison } from './compare.ts'
import { chooseExport, sendExport } from './export.ts'
import { showCreators } from './list.ts'
import { changeView, editView, newView, saveView, showViews } from './views.ts'
import { creatorsWords } from './words.ts'

export const creators: ConsolePage = {
  path: '/creators',
  words: creatorsWords,
  nav: { group: 'creators', shape: 'creators', scope: 'creators:read' },
  routes: [
    { method: 'GET', path: '/creators', handle: showCreators },
    { method: 'GET', path: '/creators/add', handle: addForm },
    { method: 'POST', path: '/creators/add', handle: addCreators },
    { method: 'POST', path: '/creators/bulk', handle: changeMany },
    { method: 'GET', path: '/creators/compare', handle: compareCreators },
    { method: 'GET', path: '/creators/compare/file', handle: sendComparison },
    { method: 'GET', path: '/creators/export', handle: chooseExport },
    { method: 'GET', path: '/creators/export/file', handle: sendExport },
    { method: 'GET', path: '/creators/views', handle: showViews },
    { method: 'GET', path: '/creators/views/new', handle: newView },
    { method: 'POST', path: '/creators/views/new', handle: saveView },
    { method: 'GET', path: '/creators/views/:id', handle: editView },
    { method: 'POST', path: '/creators/views/:id', handle: changeView },
  ],
}
