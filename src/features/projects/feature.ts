import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { adviceKind } from './advice/advice-kind.ts'
import { bindingOf, bindTagged, countBoundPosts } from './store/bindings.ts'
import { projectsDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'
import { projectsPages } from './pages/index.ts'
import { suggestVersions } from './store/suggestions.ts'

/** Content in the making: versions of scripts, what is expected of them, and what came. */
export const projects: Feature = {
  ...projectsDeclaration,
  tasks: [adviceKind.task],
  aiKinds: [adviceKind],
  routes: (services) => mountOperations(services, operations),
  pages: projectsPages,
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
