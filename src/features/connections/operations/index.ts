import { accountOperations } from './accounts.ts'
import { callbackOperations } from './callbacks.ts'
import { connectingOperations } from './connecting.ts'

export const operations = { ...connectingOperations, ...accountOperations, ...callbackOperations }
