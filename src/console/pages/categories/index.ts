import type { ConsolePage } from '../../page.ts'
import { showCategory } from './detail.ts'
import { add, edit, merge, remove, showAdd, showEdit, showMerge, showRemove } from './forms.ts'
import { showCategories } from './list.ts'
import { actOnTopics, mapTopics, showMap, showTopics } from './topics.ts'
import { categoriesWords } from './words.ts'

const ID = ':id{[0-9a-f-]{36}}'

export const categories: ConsolePage = {
  path: '/categories',
  words: categoriesWords,
  nav: { group: 'creators', shape: 'categories', scope: 'creators:read' },
  routes: [
    { method: 'GET', path: '/categories', handle: showCategories },
    { method: 'GET', path: '/categories/new', handle: showAdd },
    { method: 'POST', path: '/categories/new', handle: add },
    { method: 'GET', path: '/categories/topics', handle: showTopics },
    { method: 'POST', path: '/categories/topics/act', handle: actOnTopics },
    { method: 'GET', path: '/categories/topics/map', handle: showMap },
    { method: 'POST', path: '/categories/topics/map', handle: mapTopics },
    { method: 'GET', path: `/categories/${ID}`, handle: showCategory },
    { method: 'GET', path: `/categories/${ID}/edit`, handle: showEdit },
    { method: 'POST', path: `/categories/${ID}/edit`, handle: edit },
    { method: 'GET', path: `/categories/${ID}/merge`, handle: showMerge },
    { method: 'POST', path: `/categories/${ID}/merge`, handle: merge },
    { method: 'GET', path: `/categories/${ID}/delete`, handle: showRemove },
    { method: 'POST', path: `/categories/${ID}/delete`, handle: remove },
  ],
}
