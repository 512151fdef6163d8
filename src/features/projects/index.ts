import type { Feature } from '../manifest.ts'
import { adviceKind } from './advice/advice-kind.ts'
import { adviceRoutes } from './operations/advice.ts'
import { bindRoutes } from './operations/bindings.ts'
import { bindingOf, bindTagged, countBoundPosts } from './store/bindings.ts'
import { projectsDeclaration } from './declare.ts'
import { performanceRoutes } from './operations/performance.ts'
import { projectRoutes } from './operations/projects.ts'
import { suggestVersions } from './store/suggestions.ts'
import { versionRoutes } from './operations/versions.ts'

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
