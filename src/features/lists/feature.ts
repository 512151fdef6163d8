import { mountOperations } from '../../http/operations/mount.ts'
import type { Feature } from '../manifest.ts'
import { listsDeclaration } from './declare.ts'
import { operations } from './operations/index.ts'
import { listsPages } from './pages/index.ts'
import { membersDue } from './store/own-members.ts'
import { endMemberships, moveMemberships } from './store/members.ts'

/** How long a removal can be taken back. */
const UNDO_MS = 3_600_000

/** Saved lists of creators, campaigns among them, and creators side by side. */
export const lists: Feature = {
  ...listsDeclaration,
  tasks: [],
  routes: (services) => mountOperations(services, operations),
  pages: listsPages,
  erasure: [
    {
      table: 'list_members',
      ids: { blog_id: 'blogId' },
      remove: async (tx, { blogIds }) => ({
        removed: { list_members: await endMemberships(tx, blogIds) },
      }),
    },
    { table: 'list_members', names: { note: 'text' } },
    { table: 'former_list_members', ids: { blog_id: 'blogId' } },
    { table: 'former_list_members', names: { note: 'text' } },
    // The names of lists stay.
    { table: 'lists', names: { description: 'text' } },
  ],
  ownCounts: [
    { name: 'members', scope: 'lists:read', rows: ({ user }) => membersDue(user?.id ?? null) },
  ],
  merge: moveMemberships,
  retention: () => [{ tables: ['former_list_members'], keepMs: UNDO_MS, olderBy: 'removed_at' }],
}
