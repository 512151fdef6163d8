import { DRAFT_COMMANDS } from './draft-commands.ts'
import { PRODUCT_COMMANDS } from './product-commands.ts'
import { SCAN_COMMANDS } from './scan-commands.ts'
import { STORE_COMMANDS } from './store-commands.ts'

export const CATALOG_COMMANDS = [
  ...STORE_COMMANDS,
  ...SCAN_COMMANDS,
  ...DRAFT_COMMANDS,
  ...PRODUCT_COMMANDS,
]
