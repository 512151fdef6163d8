import type { Feature } from '../manifest.ts'
import { publishingDeclaration } from './declare.ts'
import { countGroups, leaveGroups } from './groups/members.ts'
import { GROUPS_MARK } from './groups/groups-store.ts'
import { groupRoutes, memberRoutes } from './groups/group-routes.ts'

export { PublishingAccountView, viewPublishingAccount } from './groups/group-view.ts'
export { findGroups } from './groups/members.ts'
export {
  changeSettings,
  findPublishingAccounts,
  getPublishingAccount,
  PUBLISHING_STATES,
  settlePoolAccount,
  type PublishingAccount,
} from './groups/publishing-accounts.ts'
export { publishingFields, publishingSettings } from './groups/publishing-input.ts'

/** Posts that editors publish on many accounts, in groups. */
export const publishing: Feature = {
  ...publishingDeclaration,
  tasks: [],
  routes: (services) => [groupRoutes, memberRoutes].map((routes) => routes(services)),
  news: [{ name: 'groups', scope: 'publishing:read', mark: GROUPS_MARK }],
  connectionUses: countGroups,
  on: {
    async 'connection.removed'(tx, { connectionId }) {
      await leaveGroups(tx, connectionId)
    },
  },
}
