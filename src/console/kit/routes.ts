import type { Route } from '../page.ts'
import type { Handler } from './context.ts'

type RoutePath = `${'GET' | 'POST'} /${string}`

type Flags = Pick<Route, 'isOpen' | 'isForEnrolling'>

/**
 * The handlers of a page by method and path below /console; paths with fewer parameters come first.
 */
export type Routes<Key extends string> = Readonly<
  Record<RoutePath, Handler<Key> | (Flags & { handle: Handler<Key> })>
>
