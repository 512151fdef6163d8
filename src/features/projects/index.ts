import type { Feature } from '../manifest.ts'
import { projectsDeclaration } from './declare.ts'
import { projectRoutes } from './project-routes.ts'
import { versionRoutes } from './version-routes.ts'

/** Content in the making: versions of scripts, what is expected of them, and what came. */
export const projects: Feature = {
  ...projectsDeclaration,
  tasks: [],
  routes: (services) => [projectRoutes, versionRoutes].map((routes) => routes(services)),
  erasure: [
    // The names of projects stay, as those of lists.
    { table: 'projects', names: { note: 'text' } },
    { table: 'project_versions', names: { title: 'text', script: 'text' } },
  ],
}
