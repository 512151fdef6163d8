import { showCategory } from './detail.ts'
import { add, edit, merge, remove, showAdd, showEdit, showMerge, showRemove } from './forms.ts'
import { definePage } from './kit.ts'
import { showCategories } from './list.ts'
import { actOnTopics, mapTopics, showMap, showTopics } from './topics.ts'

const ID = ':id{[0-9a-f-]{36}}'

const categories = definePage({
  path: '/categories',
  nav: { job: 'system', shape: 'categories', scope: 'creators:read' },
  routes: {
    'GET /categories': showCategories,
    'GET /categories/new': showAdd,
    'POST /categories/new': add,
    'GET /categories/topics': showTopics,
    'POST /categories/topics/act': actOnTopics,
    'GET /categories/topics/map': showMap,
    'POST /categories/topics/map': mapTopics,
    [`GET /categories/${ID}`]: showCategory,
    [`GET /categories/${ID}/edit`]: showEdit,
    [`POST /categories/${ID}/edit`]: edit,
    [`GET /categories/${ID}/merge`]: showMerge,
    [`POST /categories/${ID}/merge`]: merge,
    [`GET /categories/${ID}/delete`]: showRemove,
    [`POST /categories/${ID}/delete`]: remove,
  },
})

export const categoriesPages = [categories]
