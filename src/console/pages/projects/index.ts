import type { ConsolePage } from '../../page.ts'
import { askModel, bindPost, unbindPost } from './acts.ts'
import { askToDelete, change, make, remove, showEdit, showNew } from './edit.ts'
import { showProject } from './detail.ts'
import { showProjects } from './list.ts'
import { refresh } from './refresh.ts'
import { askToRemove, removeVersion, showVersion } from './version.ts'
import { addVersion, changeVersion, showAddVersion, showEditVersion } from './version-form.ts'
import { projectsWords } from './words.ts'

export const projects: ConsolePage = {
  path: '/projects',
  words: projectsWords,
  nav: { group: 'creators', shape: 'projects', scope: 'own:read' },
  routes: [
    { method: 'GET', path: '/projects', handle: showProjects },
    { method: 'POST', path: '/projects', handle: make },
    { method: 'GET', path: '/projects/new', handle: showNew },
    { method: 'GET', path: '/projects/:id', handle: async (page) => await showProject(page) },
    { method: 'GET', path: '/projects/:id/edit', handle: showEdit },
    { method: 'POST', path: '/projects/:id/edit', handle: change },
    { method: 'GET', path: '/projects/:id/delete', handle: askToDelete },
    { method: 'POST', path: '/projects/:id/delete', handle: remove },
    { method: 'POST', path: '/projects/:id/advice', handle: askModel },
    { method: 'POST', path: '/projects/:id/refresh', handle: refresh },
    { method: 'POST', path: '/projects/:id/unbind', handle: unbindPost },
    { method: 'GET', path: '/projects/:id/versions/new', handle: showAddVersion },
    { method: 'POST', path: '/projects/:id/versions', handle: addVersion },
    { method: 'GET', path: '/projects/:id/versions/:version', handle: showVersion },
    { method: 'POST', path: '/projects/:id/versions/:version/bind', handle: bindPost },
    { method: 'GET', path: '/projects/:id/versions/:version/edit', handle: showEditVersion },
    { method: 'POST', path: '/projects/:id/versions/:version/edit', handle: changeVersion },
    { method: 'GET', path: '/projects/:id/versions/:version/delete', handle: askToRemove },
    { method: 'POST', path: '/projects/:id/versions/:version/delete', handle: removeVersion },
  ],
}
