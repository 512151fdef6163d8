import { draftLinkOperations } from './draft-links.ts'
import { productLinkOperations } from './product-links.ts'

export const noticeOperations = { ...draftLinkOperations, ...productLinkOperations }
