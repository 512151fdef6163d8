import { addCreators, addForm } from './add.ts'
import { changeMany } from './bulk.ts'
import { compareCreators, sendComparison } from './compare.ts'
import { chooseExport, sendExport } from './export.ts'
import { definePage } from './kit.ts'
import { showCreators } from './list.ts'
import { changeView, editView, newView, saveView, showViews } from './views.ts'

export const creatorsPage = definePage({
  path: '/creators',
  nav: { job: 'find', shape: 'creators', scope: 'creators:read' },
  routes: {
    'GET /creators': showCreators,
    'GET /creators/add': addForm,
    'POST /creators/add': addCreators,
    'POST /creators/bulk': changeMany,
    'GET /creators/compare': compareCreators,
    'GET /creators/compare/file': sendComparison,
    'GET /creators/export': chooseExport,
    'GET /creators/export/file': sendExport,
    'GET /creators/views': showViews,
    'GET /creators/views/new': newView,
    'POST /creators/views/new': saveView,
    'GET /creators/views/:id': editView,
    'POST /creators/views/:id': changeView,
  },
})
