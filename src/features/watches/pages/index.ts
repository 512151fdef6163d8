import { saveWatch, showEdit } from './edit.ts'
import { definePage } from './kit.ts'
import { readAll, readOne, showNews } from './news.ts'
import { resumeWatch, stopWatch } from './stop.ts'
import { showWatches } from './watches.ts'

const watches = definePage({
  path: '/watches',
  nav: { job: null, shape: 'lists', scope: 'lists:read' },
  routes: {
    'GET /watches': showWatches,
    'POST /watches/news/:news/read': readOne,
    'GET /watches/:id': showNews,
    'POST /watches/:id': saveWatch,
    'POST /watches/:id/read-all': readAll,
    'POST /watches/:id/stop': stopWatch,
    'POST /watches/:id/resume': resumeWatch,
    'GET /watches/:id/edit': async (page) => await showEdit(page),
  },
})

export const watchesPages = [watches]
