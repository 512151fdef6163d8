import { blogSubject } from '../../creators/blog-subject.ts'
import { forgetTasks } from '../../queue/care/erase.ts'
import type { Feature } from '../manifest.ts'
import { tasksDeclaration } from './declare.ts'
import { taskRoutes } from './routes.ts'

/** Looking at tasks, live too, and steering them. */
export const tasks: Feature = {
  ...tasksDeclaration,
  tasks: [],
  routes: taskRoutes,
  forget: async (tx, creator, { types }) =>
    await forgetTasks(tx, types, { ...creator, subjects: creator.blogIds.map(blogSubject) }),
}
