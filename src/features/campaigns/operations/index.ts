import { campaignOperations } from './campaigns.ts'
import { exportOperations } from './export.ts'
import { moneyOperations } from './money.ts'
import { promiseOperations } from './promises.ts'
import { resultOperations } from './results.ts'

/** Fixed paths come before those with the id of a campaign. */
export const operations = {
  ...moneyOperations,
  ...campaignOperations,
  ...promiseOperations,
  ...resultOperations,
  ...exportOperations,
}
