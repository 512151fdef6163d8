import type { Feature } from '../manifest.ts'
import { blogRoutes } from './routes.ts'

/** Looking at creators. */
export const blogs: Feature = { name: 'blogs', tasks: [], routes: blogRoutes }
