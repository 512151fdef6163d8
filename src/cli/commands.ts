import { ACCOUNT_COMMANDS } from './account-commands.ts'
import { AI_COMMANDS } from './ai-commands.ts'
import { BATCH_COMMANDS } from './batch-commands.ts'
import { BLOG_COMMANDS } from './blog-commands.ts'
import { CATEGORY_COMMANDS } from './category-commands.ts'
import type { Command } from './command.ts'
import { DISCOVER_COMMANDS } from './discover-commands.ts'
import { ERASURE_COMMANDS } from './erasure-commands.ts'
import { EXPORT_COMMAND } from './export-command.ts'
import { IMPORT_COMMAND } from './import-command.ts'
import { LIST_COMMANDS } from './list-commands.ts'
import { NOTIFICATION_COMMANDS } from './notification-commands.ts'
import { PERSON_COMMANDS } from './person-commands.ts'
import { POOL_COMMANDS } from './pool-commands.ts'
import { PROXY_COMMANDS } from './proxy-commands.ts'
import { RELATION_COMMANDS } from './relation-commands.ts'
import { RELATION_PAIR_COMMANDS } from './relation-pair-commands.ts'
import { TASK_COMMANDS } from './task-commands.ts'
import { USER_COMMANDS } from './user-commands.ts'
import { TOKEN_COMMANDS } from './token-commands.ts'

/** Every command that talks to a running gramd, in the order of the help. */
export const API_COMMANDS: readonly Command[] = [
  ...TASK_COMMANDS,
  ...DISCOVER_COMMANDS,
  ...BLOG_COMMANDS,
  ...PERSON_COMMANDS,
  ...CATEGORY_COMMANDS,
  ...BATCH_COMMANDS,
  ...AI_COMMANDS,
  ...ERASURE_COMMANDS,
  IMPORT_COMMAND,
  EXPORT_COMMAND,
  ...LIST_COMMANDS,
  ...RELATION_COMMANDS,
  ...RELATION_PAIR_COMMANDS,
  ...ACCOUNT_COMMANDS,
  ...PROXY_COMMANDS,
  ...POOL_COMMANDS,
  ...NOTIFICATION_COMMANDS,
  ...USER_COMMANDS,
  ...TOKEN_COMMANDS,
]
