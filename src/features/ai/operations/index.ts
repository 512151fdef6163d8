import { batchOperations } from './batches.ts'
import { moneyOperations } from './money.ts'
import { statusOperations } from './status.ts'
import { webhookOperations } from './webhook.ts'

export const operations = {
  ...batchOperations,
  ...moneyOperations,
  ...statusOperations,
  ...webhookOperations,
}
