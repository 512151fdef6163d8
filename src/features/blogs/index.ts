import type { Feature } from '../manifest.ts'
import { blogsDeclaration } from './declare.ts'
import { mediaRoutes } from './media-routes.ts'
import { partRoutes } from './part-routes.ts'
import { blogRoutes } from './routes.ts'
import { summaryRoutes } from './summary-routes.ts'

export { listBlogs } from './blog-list.ts'

export {
  blogSearchFields,
  readBlogSearch,
  refineBlogSearch,
  type BlogSearch,
} from './blog-search.ts'
export { selectBlogs, type BlogRow } from './blog-store.ts'
export { BlogView, viewBlog } from './blog-view.ts'

/** Looking at creators. */
export const blogs: Feature = {
  ...blogsDeclaration,
  tasks: [],
  routes: (services) =>
    [summaryRoutes, blogRoutes, partRoutes, mediaRoutes].map((routes) => routes(services)),
}
