export { PublishingAccountView, viewPublishingAccount } from './groups/group-view.ts'
export { AccountReference, PoolAccountReference } from './groups/account-reference.ts'
export { GroupReference } from './groups/group-reference.ts'
export { findGroups } from './groups/store/members.ts'
export {
  changeSettings,
  findPublishingAccounts,
  getPublishingAccount,
  lockPublishingAccount,
  settlePoolAccount,
  type PublishingAccount,
} from './groups/store/publishing-accounts/settings.ts'
export { publishingFields, publishingSettings } from './groups/publishing-input.ts'
