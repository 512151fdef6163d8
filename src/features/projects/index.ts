import type { Feature } from '../manifest.ts'
import { adviceKind } from './advice-kind.ts'
import { adviceRoutes } from './advice-routes.ts'
import { bindRoutes } from './bind-routes.ts'
import { bindingOf, bindTagged, countBoundPosts } from './bindings-store.ts'
import { projectsDeclaration } from './declare.ts'
import { performanceRoutes } from './performance-routes.ts'
import { projectRoutes } from './project-routes.ts'
import { suggestVersions } from './suggestions-store.ts'
import { versionRoutes } from './version-routes.ts'

/** Content in the making: versions of scripts, what is expected of them, and what came. */
export const projects: Feature = {
  ...projectsDeclaration,
  tasks: [adviceKind.task],
  aiKinds: [adviceKind],
  routes: (services) =>
    [projectRoutes, versionRoutes, bindRoutes, performanceRoutes, adviceRoutes].map((routes) =>
      routes(services),
    ),
  connectionUses: countBoundPosts,
  on: {
    async 'own_media.stored'(tx, { mediaIds }, _queue, { projectTag }) {
      await bindTagged(tx, projectTag, mediaIds)
    },
  },
  suggestVersions: async (db, post) =>
    (await bindingOf(db, post.id)) ? [] : await suggestVersions(db, post),
  erasure: [
    // The names of projects stay, as those of lists.
    { table: 'projects', names: { note: 'text' } },
    { table: 'project_versions', names: { title: 'text', script: 'text' } },
    { table: 'project_advice', names: { lines: 'json' } },
  ],
}
