import type { ConsolePage } from '../../page.ts'
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
import { showHashtags, showRuns, showSources } from './list.ts'
import { discoveryWords } from './words.ts'

export const discovery: ConsolePage = {
  path: '/discovery',
  words: discoveryWords,
  nav: { group: 'creators', shape: 'discovery', scope: 'creators:read' },
  routes: [
    { method: 'GET', path: '/discovery', handle: showHashtags },
    { method: 'GET', path: '/discovery/sources', handle: showSources },
    { method: 'GET', path: '/discovery/runs', handle: showRuns },
    { method: 'GET', path: '/discovery/new', handle: showFind },
    { method: 'POST', path: '/discovery/new', handle: find },
    { method: 'GET', path: '/discovery/hashtags/new', handle: showAddHashtag },
    { method: 'POST', path: '/discovery/hashtags/new', handle: addHashtag },
    { method: 'POST', path: '/discovery/hashtags/:hashtag/act', handle: act },
    { method: 'GET', path: '/discovery/hashtags/:hashtag/edit', handle: showEdit },
    { method: 'POST', path: '/discovery/hashtags/:hashtag/edit', handle: edit },
    { method: 'GET', path: '/discovery/hashtags/:hashtag/remove', handle: showRemove },
    { method: 'POST', path: '/discovery/hashtags/:hashtag/remove', handle: remove },
  ],
}
