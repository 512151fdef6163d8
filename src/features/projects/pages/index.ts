import { askModel, bindPost, unbindPost } from './acts.ts'
import { showProject } from './detail.ts'
import { editRoutes } from './edit.ts'
import { definePage } from './kit.ts'
import { showProjects } from './list.ts'
import { refresh } from './refresh.ts'
import { askToRemove, removeVersion, showVersion } from './version.ts'
import { addVersion, changeVersion, showAddVersion, showEditVersion } from './version-form.ts'

const projects = definePage({
  path: '/projects',
  nav: { job: 'mine', shape: 'projects', scope: 'own:read' },
  routes: {
    'GET /projects': showProjects,
    ...editRoutes,
    'GET /projects/:id': async (page) => await showProject(page),
    'POST /projects/:id/advice': askModel,
    'POST /projects/:id/refresh': refresh,
    'POST /projects/:id/unbind': unbindPost,
    'GET /projects/:id/versions/new': showAddVersion,
    'POST /projects/:id/versions': addVersion,
    'GET /projects/:id/versions/:version': showVersion,
    'POST /projects/:id/versions/:version/bind': bindPost,
    'GET /projects/:id/versions/:version/edit': showEditVersion,
    'POST /projects/:id/versions/:version/edit': changeVersion,
    'GET /projects/:id/versions/:version/delete': askToRemove,
    'POST /projects/:id/versions/:version/delete': removeVersion,
  },
})

export const projectsPages = [projects]
