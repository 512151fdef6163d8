import { eventOperations } from './events.ts'
import { receiveOperations } from './receive.ts'
import { subscriptionOperations } from './subscriptions.ts'

export const operations = { ...receiveOperations, ...eventOperations, ...subscriptionOperations }
