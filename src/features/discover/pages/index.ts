import {
  act,
  addHashtag,
  edit,
  find,
  remove,
  showAddHashtag,
  showEdit,
  showFind,
  showRemove,
} from './forms.ts'
import { definePage } from './kit.ts'
import { showHashtags, showRuns, showSources } from './list.ts'

const discovery = definePage({
  path: '/discovery',
  nav: { job: 'find', shape: 'discovery', scope: 'creators:read' },
  routes: {
    'GET /discovery': showHashtags,
    'GET /discovery/sources': showSources,
    'GET /discovery/runs': showRuns,
    'GET /discovery/new': showFind,
    'POST /discovery/new': find,
    'GET /discovery/hashtags/new': showAddHashtag,
    'POST /discovery/hashtags/new': addHashtag,
    'POST /discovery/hashtags/:hashtag/act': act,
    'GET /discovery/hashtags/:hashtag/edit': showEdit,
    'POST /discovery/hashtags/:hashtag/edit': edit,
    'GET /discovery/hashtags/:hashtag/remove': showRemove,
    'POST /discovery/hashtags/:hashtag/remove': remove,
  },
})

export const discoveryPages = [discovery]
