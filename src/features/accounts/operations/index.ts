import { accountOperations } from './accounts.ts'
import { activityOperations } from './activity.ts'
import { budgetOperations } from './budget.ts'
import { bulkOperations } from './bulk.ts'
import { capacityOperations } from './capacity.ts'
import { careOperations } from './care.ts'
import { importOperations } from './import.ts'
import { poolOperations } from './pool.ts'
import { proxyOperations } from './proxies.ts'

export const operations = {
  ...accountOperations,
  ...budgetOperations,
  ...bulkOperations,
  ...careOperations,
  ...importOperations,
  ...proxyOperations,
  ...poolOperations,
  ...capacityOperations,
  ...activityOperations,
}
