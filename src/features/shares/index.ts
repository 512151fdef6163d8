export { MAX_DAYS, sharePath } from './fields/share.ts'
export { createShare, isShareOpen, revokeShare } from './store/shares.ts'
