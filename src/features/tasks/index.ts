import type { Feature } from '../manifest.ts'
import { taskRoutes } from './routes.ts'

/** Looking at tasks, live too, and steering them. */
export const tasks: Feature = { name: 'tasks', tasks: [], routes: taskRoutes }
